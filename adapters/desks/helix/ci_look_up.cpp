#include "adapters/desks/helix/ci_look_up.h"

#include <algorithm>

#include "adapters/desks/rest/fields.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::helix {
namespace {

constexpr std::size_t most_told = 3;  // as Desk::find_ci promises
// More than are told: items marked as deleted and items that LIKE let through come back too, and are left out here.
constexpr int most_rows = 50;
constexpr const char* every_class = "BMC_BaseElement";

std::string value_in(const Json::Value& row, const std::string& name) {
    return json::scalar(json::member(row, name.c_str()));
}

// "0" is what an item has that was not reconciled yet; incidents cannot refer to it.
bool has_identity(const Json::Value& row) {
    const std::string identity = value_in(row, "ReconciliationIdentity");
    return !identity.empty() && identity != "0";
}

bool is_deleted(const Json::Value& row) {
    const std::string mark = value_in(row, "MarkAsDeleted");
    return same_ignoring_case(mark, "yes") || mark == "1" || mark == "true";
}

// Databases may compare with case: ids come lower case, names as the alert had them.
std::string qualification(const CiRule& rule, const std::string& value) {
    const std::string field = quoted_field(rule.field);
    const auto compare = [&](const std::string& text) {
        return rule.match == CiRule::Match::equals ? field + " = " + quoted_text(text)
                                                   : field + " LIKE " + containing(text);
    };
    const std::string small = lower(value);
    return small == value ? compare(value) : compare(value) + " OR " + compare(small);
}

ConfigurationItem item_in(const Json::Value& row, const std::string& resource_id) {
    return {value_in(row, "ReconciliationIdentity"), value_in(row, "Name"), value_in(row, "ClassId"), resource_id};
}

}  // namespace

Result<std::vector<ConfigurationItem>> find_by_rules(const ArSystem& ar, const DeskSettings& settings,
                                                     const CiQuery& query, rest::Deadline deadline) {
    std::vector<ConfigurationItem> found;
    if (trimmed(query.value).empty()) return found;  // items without the attribute are no match
    std::optional<Error> refusal;
    for (const CiRule& rule : settings.ci_rules()) {
        if (rule.by != query.by) continue;
        const auto rows = ar.instances(rule.ci_class, qualification(rule, query.value),
                                       {"Name", "ClassId", "ReconciliationIdentity", "MarkAsDeleted", rule.field},
                                       most_rows, deadline);
        if (!rows && rows.error().fault != Fault::refused) return rows.error();
        if (!rows) {
            if (!refusal) refusal = rows.error();
            continue;
        }
        for (const Json::Value& row : *rows) {
            const std::string held = value_in(row, rule.field);
            if (!rest::rule_matches(rule, query.value, held) || is_deleted(row) || !has_identity(row)) continue;
            ConfigurationItem item = item_in(row, rule.by == CiQuery::By::resource_id ? held : "");
            const auto same = [&](const ConfigurationItem& other) { return other.id == item.id; };
            if (std::ranges::none_of(found, same)) found.push_back(std::move(item));
        }
        if (found.size() > most_told) found.resize(most_told);
        if (!found.empty()) return found;
    }
    if (refusal) return *refusal;
    return found;
}

Result<std::optional<ConfigurationItem>> find_by_identity(const ArSystem& ar, const std::string& identity,
                                                          rest::Deadline deadline) {
    const auto rows = ar.instances(every_class, quoted_field("ReconciliationIdentity") + " = " + quoted_text(identity),
                                   {"Name", "ClassId", "ReconciliationIdentity", "MarkAsDeleted"}, most_rows, deadline);
    if (!rows) return rows.error();
    for (const Json::Value& row : *rows)
        if (has_identity(row) && value_in(row, "ReconciliationIdentity") == identity && !is_deleted(row))
            return std::optional(item_in(row, ""));
    return std::optional<ConfigurationItem>();
}

Outcome try_rule(const ArSystem& ar, const CiRule& rule, rest::Deadline deadline) {
    const auto rows =
        ar.instances(rule.ci_class, qualification(rule, "secure-export-check"), {"Name", rule.field}, 1, deadline);
    if (!rows) return rows.error();
    return {};
}

}  // namespace secure_export::desks::helix
