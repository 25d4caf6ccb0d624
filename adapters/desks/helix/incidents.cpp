#include "adapters/desks/helix/incidents.h"

#include <algorithm>

#include "adapters/desks/helix/limits.h"
#include "adapters/desks/helix/states.h"
#include "adapters/desks/rest/fields.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::helix {

using rest::Deadline;

namespace {

// "INC000000000527|INC000000000527", or one half of it: the form of all ids that the desk returns.
bool is_entry_id(const std::string& id) {
    return !id.empty() && id.size() <= 80 && std::ranges::all_of(id, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '|' || c == '-' ||
               c == '_';
    });
}

// Compares numbers, which increase; not all sites pad them to one length.
bool older(const DeskIncident& a, const DeskIncident& b) {
    return std::pair(a.number.size(), a.number) < std::pair(b.number.size(), b.number);
}

}  // namespace

std::string quoted_id(const std::string& id) { return "\"" + cut(one_line(id), 80) + "\""; }

Error Incidents::no_such_incident(const std::string& id) const {
    return ar_.client().refused("there is no incident " + quoted_id(id) + ", or the account cannot see it", "");
}

Result<DeskIncident> Incidents::incident_in(const Json::Value& row) const {
    DeskIncident incident{json::text(row, "Request ID"), json::text(row, "Incident Number"), {}, {}};
    const std::string status = json::scalar(json::member(row, "Status"));
    if (incident.id.empty() || incident.number.empty() || status.empty())
        return ar_.client().unavailable("gave an incident without Request ID, Incident Number or Status");
    incident.state = state_named(status);
    incident.url = rest::incident_page(settings_.text("incident_url"), incident.id, incident.number);
    return incident;
}

Result<Held> Incidents::look_up(const std::string& id, Deadline deadline) const {
    const Held gone{{id, {}, {}, IncidentState::gone}, {}};
    if (!is_entry_id(id)) return gone;
    auto row = ar_.entry(settings_.text("incident_form"), id,
                         {"Request ID", "Incident Number", "Status", "Assignee", "Assignee Login ID", "Assigned Group",
                          "Resolution", "HPD_CI_ReconID", "Impact", "Urgency"},
                         deadline);
    if (!row) return row.error();
    if (!*row) return gone;
    auto incident = incident_in(**row);
    if (!incident) return incident.error();
    incident->id = id;
    return Held{std::move(*incident), std::move(**row)};
}

Result<std::vector<Json::Value>> Incidents::incidents_where(const std::string& field, const std::string& value,
                                                            Deadline deadline) const {
    return ar_.query(settings_.text("incident_form"), quoted_field(field) + " = " + quoted_text(value),
                     {"Request ID", "Incident Number", "Status", settings_.text("correlation_field")}, max_of_one_key,
                     Doing::reading, deadline);
}

std::string Incidents::key_in(const Json::Value& row) const {
    return json::text(row, settings_.text("correlation_field").c_str());
}

Error Incidents::loses_keys(const std::string& what) const {
    return ar_.client().refused(what,
                                "the setting \"correlation_field\": a field of that name, with room for 40 "
                                "characters, on both incident forms");
}

Result<std::vector<DeskIncident>> Incidents::with_key(const std::string& key, Deadline deadline) const {
    if (!rest::is_plain_key(key)) return Error{Fault::invalid, "an incident's key is 1 to 40 of a-z, 0-9, -", {}};
    const std::string& field = settings_.text("correlation_field");
    const auto rows = incidents_where(field, key, deadline);
    if (!rows) return rows.error();
    std::vector<DeskIncident> found;
    for (const Json::Value& row : *rows) {
        if (!same_ignoring_case(key_in(row), key))
            return loses_keys("queried for incidents whose field \"" + field +
                              "\" has our key, it returned one with another key");
        if (key_in(row) != key) continue;  // databases may compare without case
        const auto incident = incident_in(row);
        if (!incident) return incident.error();
        found.push_back(*incident);
    }
    std::ranges::sort(found, older);
    return found;
}

// An incident that cannot be found again is an error, since the next attempt would open another.
Result<DeskIncident> Incidents::read_back(const std::string& key, const Created& created, Deadline deadline) const {
    const std::string& field = settings_.text("correlation_field");
    const std::string number = json::text(created.values, "Incident Number");
    const bool by_number = !number.empty();
    const auto rows = incidents_where(by_number ? "Incident Number" : field, by_number ? number : key, deadline);
    if (!rows) return rows.error();
    for (const Json::Value& row : *rows) {
        if (by_number && json::text(row, "Incident Number") != number) continue;
        if (key_in(row) == key) return incident_in(row);
        if (by_number)
            return loses_keys("it opened " + number + ", but the field \"" + field + "\" did not keep our key");
    }
    if (!created.confirmed) return ar_.client().unavailable("did not return the incident that it created");
    return ar_.client().refused(
        "it opened " + (by_number ? number : "an incident") + ", but does not show it in " +
            settings_.text("incident_form"),
        "the settings \"incident_form\" and \"correlation_field\", and the account's access to the company of "
        "the incident");
}

Result<bool> Incidents::has_note(const Json::Value& fields, Deadline deadline) const {
    const auto equals = [&](const char* field) {
        return quoted_field(field) + " = " + quoted_text(json::text(fields, field));
    };
    const auto rows =
        ar_.query(settings_.text("work_log_form"), equals("Incident Number") + " AND " + equals("Description"),
                  {"Incident Number", "Detailed Description"}, max_notes_alike, Doing::reading_notes, deadline);
    if (!rows) return rows.error();
    return std::ranges::any_of(*rows, [&](const Json::Value& row) {
        return json::member(row, "Incident Number") == fields["Incident Number"] &&
               json::member(row, "Detailed Description") == fields["Detailed Description"];
    });
}

}  // namespace secure_export::desks::helix
