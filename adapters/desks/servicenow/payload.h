#pragma once
// Builds the fields to send, by ServiceNow's own names.

#include <json/value.h>

#include <string>

#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::servicenow {

// impact and urgency of an incident, as ServiceNow writes them: "1" to "3".
struct Levels {
    std::string impact, urgency;
};

// The fields of a new incident: the desk's "fields", overridden by the incident's.  `settings` must be of kind
// "servicenow"; `incident.ci` is sent unchanged.
Json::Value fields_of_new(const DeskSettings& settings, const NewIncident& incident);

// The fields that make an incident with the levels in `held` (its impact and urgency) at least as important; null when
// it is.  Levels that are none of ServiceNow's three, and those that "fields" fixes, are left alone.
Json::Value fields_of_raised(const DeskSettings& settings, const Levels& held, int impact, int urgency);

// Fields of an incident that belong to people once they are set.
struct OfPeople {
    std::string assigned_to, close_notes, close_code;
};

// The fields for resolving an incident: "resolve_fields", overridden by `filled`.  Our notes are appended to people's;
// their code and assignee are kept.
Json::Value fields_of_resolved(const DeskSettings& settings, const std::string& text, const OfPeople& held,
                               const DeskFields& filled = {});

// The URL of the incident's page for people.
std::string page_of(const DeskSettings& settings, const std::string& address, const std::string& sys_id,
                    const std::string& number);

}  // namespace secure_export::desks::servicenow
