#include "adapters/desks/helix/from_ci.h"

#include <set>

#include "adapters/desks/helix/limits.h"
#include "adapters/desks/helix/payload.h"
#include "adapters/desks/rest/from_ci.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::helix {
namespace {

using rest::quoted_name;

constexpr const char* relation = "PeopleGroup Form Entry ID";
// Helix takes an assigned group only with its company and organization.
constexpr const char* assigned[] = {"Assigned Support Company", "Assigned Support Organization", "Assigned Group"};

std::string value_in(const Json::Value& row, const char* name) { return json::scalar(json::member(row, name)); }

std::string equals(const char* field, const std::string& value) {
    return quoted_field(field) + " = " + quoted_text(value);
}

// The ids of the support groups in that role.
Result<std::set<std::string>> groups_of(const ArSystem& ar, const DeskSettings& settings, const std::string& identity,
                                        const char* role, rest::Deadline deadline) {
    const auto rows = ar.query(settings.text("ci_people_form"),
                               equals("AssetInstanceId", identity) + " AND " + equals("PersonRole", role) + " AND " +
                                   equals("Form Type", "Support Group"),
                               people_fields(), max_rows, Doing::reading_groups, deadline);
    if (!rows) return rows.error();
    std::set<std::string> groups;
    for (const Json::Value& row : *rows)
        if (value_in(row, "AssetInstanceId") == identity && same_ignoring_case(value_in(row, "PersonRole"), role) &&
            same_ignoring_case(value_in(row, "Form Type"), "Support Group") && !value_in(row, relation).empty())
            groups.insert(value_in(row, relation));
    return groups;
}

Outcome name_group(const ArSystem& ar, const DeskSettings& settings, const std::string& id, const std::string& role,
                   rest::Deadline deadline, rest::Additions& additions) {
    const auto rows = ar.query(settings.text("support_group_form"), equals("Support Group ID", id), group_fields(),
                               max_rows, Doing::reading_groups, deadline);
    if (!rows) return additions.tolerates(rows.error(), "the support group was not read") ? Outcome() : rows.error();
    for (const Json::Value& row : *rows) {
        if (value_in(row, "Support Group ID") != id) continue;
        const std::string company = value_in(row, "Company"), organization = value_in(row, "Support Organization");
        const std::string name = value_in(row, "Support Group Name"), status = value_in(row, "Status");
        if (company.empty() || organization.empty() || name.empty()) {
            additions.remark("the support group " + quoted_name(name) +
                             " has no company or organization that our account sees");
        } else if (!status.empty() && !same_ignoring_case(status, "Enabled")) {
            additions.remark("the configuration item's support group " + quoted_name(name) + " is " +
                             quoted_name(status));
        } else {
            additions.add(assigned[0], company);
            additions.add(assigned[1], organization);
            additions.add(assigned[2], name);
            additions.remark("Assigned Group " + quoted_name(name) + ", in the role " + quoted_name(role) +
                             " of the configuration item");
        }
        return {};
    }
    additions.remark("our account does not see the support group " + quoted_name(id) + " of the configuration item");
    return {};
}

Outcome assign(const ArSystem& ar, const DeskSettings& settings, const NewIncident& incident, rest::Deadline deadline,
               rest::Additions& additions) {
    const rest::AssignFrom wanted = rest::assign_from(settings);
    if (wanted == rest::AssignFrom::none) return {};
    for (const char* field : assigned)
        if (!rest::given_field(incident, settings, field).empty()) {
            additions.remark("the assigned group is the one that \"fields\" give");
            return {};
        }
    const char* role = wanted == rest::AssignFrom::support_group ? "Supported by" : "Owned by";
    const auto groups = groups_of(ar, settings, incident.ci->id, role, deadline);
    if (!groups)
        return additions.tolerates(groups.error(), "the groups of the configuration item were not read")
                   ? Outcome()
                   : groups.error();
    if (groups->size() == 1) return name_group(ar, settings, *groups->begin(), role, deadline, additions);
    additions.remark(std::string(groups->empty() ? "no support group is" : "several support groups are") +
                     " related to the configuration item in the role " + quoted_name(role));
    return {};
}

Outcome importance(const ArSystem& ar, const DeskSettings& settings, const NewIncident& incident,
                   rest::Deadline deadline, rest::Additions& additions) {
    if (!rest::priority_from(settings)) return {};
    if (!rest::given_field(incident, settings, "Impact").empty()) {
        additions.remark("the impact is the one that \"fields\" give");
        return {};
    }
    const std::string& field = settings.text("ci_impact_field");
    const auto rows = ar.instances("BMC_BaseElement", equals("ReconciliationIdentity", incident.ci->id),
                                   {"ReconciliationIdentity", field}, max_rows, deadline);
    if (!rows)
        return additions.tolerates(rows.error(), "the impact of the configuration item was not read") ? Outcome()
                                                                                                      : rows.error();
    for (const Json::Value& row : *rows) {
        if (value_in(row, "ReconciliationIdentity") != incident.ci->id) continue;
        const std::string held = value_in(row, field.c_str());
        if (const auto level = level_of(settings, "impact_values", held)) {
            additions.at_least(*level);
            additions.remark("impact " + quoted_name(held) + " at least: that is the configuration item's " + field);
        } else {
            additions.remark("the configuration item's " + field + " " + quoted_name(held) +
                             " is none of \"impact_values\", so the impact is the severity's");
        }
        return {};
    }
    additions.remark("the CMDB shows our account no configuration item " + quoted_name(incident.ci->name));
    return {};
}

}  // namespace

Fields people_fields() { return {"AssetInstanceId", "PersonRole", "Form Type", relation}; }

Fields group_fields() {
    return {"Support Group ID", "Company", "Support Organization", "Support Group Name", "Status"};
}

Result<FromCi> from_ci(const ArSystem& ar, const DeskSettings& settings, const NewIncident& incident,
                       rest::Deadline deadline) {
    if (!incident.ci || incident.ci->id.empty()) return FromCi{};
    rest::Additions additions;
    if (const Outcome done = assign(ar, settings, incident, deadline, additions); !done) return done.error();
    if (const Outcome done = importance(ar, settings, incident, deadline, additions); !done) return done.error();
    return std::move(additions).result();
}

}  // namespace secure_export::desks::helix
