#include "adapters/desks/servicenow/references.h"

#include <optional>

#include "adapters/desks/rest/from_ci.h"
#include "adapters/desks/servicenow/encoded_query.h"
#include "adapters/desks/servicenow/limits.h"
#include "core/text.h"

namespace secure_export::desks::servicenow {
namespace {

// The sys_id of the one active record; nullopt, with `why`, when there is none or several.
Result<std::optional<std::string>> look_up(const Table& table, const Reference& reference, const std::string& name,
                                           std::string& why, Deadline deadline) {
    using Found = std::optional<std::string>;
    const bool person = reference.table == std::string("sys_user");
    if (!can_be_asked(name)) {
        why = "it has characters that no name has";
        return Found();
    }
    const auto records = table.list(
        reference.table, "name=" + name + (person ? "^ORuser_name=" + name : ""),
        std::string("sys_id,name") + (reference.can_be_inactive ? ",active" : "") + (person ? ",user_name" : ""),
        max_of_a_name, deadline);
    if (!records) {
        if (worth_retrying(records.error().fault) || records.error().fault == Fault::unauthenticated)
            return records.error();
        why = records.error().message;
        return Found();
    }
    Found found;
    for (const Json::Value& record : *records) {
        const std::string id = field_of(record, "sys_id");
        const bool same = same_ignoring_case(trimmed(field_of(record, "name")), name) ||
                          (person && same_ignoring_case(field_of(record, "user_name"), name));
        if (!same || !is_sys_id(id) || same_ignoring_case(field_of(record, "active"), "false")) continue;
        if (found && *found != id) {
            why = std::string(reference.table) + " has several records of that name";
            return Found();
        }
        found = id;
    }
    if (!found) why = std::string(reference.table) + " shows our account no active record of that name";
    return found;
}

}  // namespace

const std::vector<Reference>& references() {
    static const std::vector<Reference> all{{"assignment_group", "sys_user_group", true},
                                            {"assigned_to", "sys_user", true},
                                            {"caller_id", "sys_user", true},
                                            {"business_service", "cmdb_ci_service", false}};
    return all;
}

Outcome name_to_sys_id(const Table& table, FieldMap& fields, std::vector<std::string>& remarks, Deadline deadline) {
    for (const Reference& reference : references()) {
        const auto at = fields.find(reference.field);
        if (at == fields.end()) continue;
        const std::string name{trimmed(at->second)};
        if (name.empty() || is_sys_id(name)) continue;
        std::string why;
        const auto found = look_up(table, reference, name, why, deadline);
        if (!found) return found.error();
        if (*found) {
            at->second = **found;
            continue;
        }
        remarks.push_back("Opened without " + std::string(reference.field) + " " + rest::quoted_name(name) + ": " +
                          why + ".");
        fields.erase(at);
    }
    return {};
}

}  // namespace secure_export::desks::servicenow
