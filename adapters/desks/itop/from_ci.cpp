#include "adapters/desks/itop/from_ci.h"

#include <algorithm>

#include "adapters/desks/itop/limits.h"
#include "adapters/desks/itop/oql.h"
#include "adapters/desks/rest/from_ci.h"
#include "core/text.h"

namespace secure_export::desks::itop {
namespace {

using rest::quoted_name;

// The objects of that class that `link` ties to the item by its attribute `by`.
Question linked(const std::string& class_name, const std::string& link, const std::string& by, const std::string& ci,
                const std::string& fields) {
    return {
        class_name,
        "SELECT " + class_name + " AS o JOIN " + link + " AS l ON l." + by + " = o.id WHERE l.functionalci_id = " + ci,
        fields, max_alike};
}

bool obsolete(const Row& row) {
    const std::string flag = row.text("obsolescence_flag");
    return flag == "1" || flag == "true";
}

Question contacts(const std::string& class_name, const std::string& ci) {
    return linked(class_name, "lnkContactToFunctionalCI", "contact_id", ci, "id,friendlyname,obsolescence_flag");
}

Question solutions_of(const std::string& ci) {
    return linked("ApplicationSolution", "lnkApplicationSolutionToFunctionalCI", "applicationsolution_id", ci,
                  "id,friendlyname,business_criticity,obsolescence_flag");
}

Outcome assign(const Api& api, const DeskSettings& settings, const NewIncident& incident, Deadline deadline,
               rest::Additions& additions) {
    const rest::AssignFrom wanted = rest::assign_from(settings);
    if (wanted == rest::AssignFrom::none) return {};
    const bool of_team = wanted == rest::AssignFrom::support_group;
    const std::string class_name = of_team ? "Team" : "Person", into = of_team ? "team_id" : "agent_id";
    if (!rest::given_field(incident, settings, into).empty()) {
        additions.remark(into + " is the one that \"fields\" give");
        return {};
    }
    auto rows = api.read(contacts(class_name, incident.ci->id), deadline,
                         "the account's profiles: it has to read " + class_name + " and lnkContactToFunctionalCI");
    if (!rows) return additions.tolerates(rows.error(), into + " was not taken over") ? Outcome() : rows.error();
    std::erase_if(*rows, [](const Row& row) { return !is_number(row.id) || obsolete(row); });
    if (rows->size() == 1) {
        additions.add(into, rows->front().id);
        additions.remark(into + " " + quoted_name(rows->front().text("friendlyname")) +
                         ", a contact of the configuration item");
    } else {
        additions.remark(std::string(rows->empty() ? "no " : "more than one ") + class_name +
                         " is a contact of the configuration item, so " + into + " is not set");
    }
    return {};
}

// "low" is iTop's default and mostly means that nobody has looked.
int level_of(const std::string& criticity) {
    if (same_ignoring_case(criticity, "high")) return 1;
    return same_ignoring_case(criticity, "medium") ? 2 : 3;
}

Outcome importance(const Api& api, const DeskSettings& settings, const NewIncident& incident, Deadline deadline,
                   rest::Additions& additions) {
    if (!rest::priority_from(settings)) return {};
    if (!rest::given_field(incident, settings, "impact").empty()) {
        additions.remark("the impact is the one that \"fields\" give");
        return {};
    }
    const std::string look_at = "the account's profiles: it has to read ";
    const auto own = api.read({"FunctionalCI", json_number(incident.ci->id), "id,friendlyname,business_criticity"},
                              deadline, look_at + "FunctionalCI");
    if (!own)
        return additions.tolerates(own.error(), "the item's business_criticity was not read") ? Outcome() : own.error();
    const auto solutions = api.read(solutions_of(incident.ci->id), deadline, look_at + "ApplicationSolution");
    if (!solutions && !additions.tolerates(solutions.error(), "application solutions were not read"))
        return solutions.error();
    int level = 3;
    std::string name;
    const auto take = [&](const Row& row) {
        if (obsolete(row) || level_of(row.text("business_criticity")) >= level) return;
        level = level_of(row.text("business_criticity"));
        name = row.text("friendlyname");
    };
    for (const Row& row : *own)
        if (row.id == incident.ci->id) take(row);
    if (solutions) std::ranges::for_each(*solutions, take);
    if (level < 3) {
        additions.at_least(level);
        additions.remark("impact " + std::to_string(level) + " at least: business_criticity of " + quoted_name(name) +
                         " is " + (level == 1 ? "high" : "medium"));
    } else {
        additions.remark(
            "neither the configuration item nor an application solution of it has a business_criticity of high or "
            "medium, so the impact is the severity's");
    }
    return {};
}

}  // namespace

std::vector<Question> questions_for_new_incidents(const DeskSettings& settings, const std::string& ci) {
    std::vector<Question> all;
    const rest::AssignFrom from = rest::assign_from(settings);
    if (from != rest::AssignFrom::none)
        all.push_back(contacts(from == rest::AssignFrom::support_group ? "Team" : "Person", ci));
    if (rest::priority_from(settings)) {
        all.push_back({"FunctionalCI", "SELECT FunctionalCI WHERE id = " + ci, "id,business_criticity"});
        all.push_back(solutions_of(ci));
    }
    return all;
}

Result<FromCi> from_ci(const Api& api, const DeskSettings& settings, const NewIncident& incident, Deadline deadline) {
    if (!incident.ci || !is_number(incident.ci->id)) return FromCi{};
    rest::Additions additions;
    if (const Outcome done = assign(api, settings, incident, deadline, additions); !done) return done.error();
    if (const Outcome done = importance(api, settings, incident, deadline, additions); !done) return done.error();
    return std::move(additions).result();
}

}  // namespace secure_export::desks::itop
