#pragma once
// What is sent about an incident, by ServiceNow's own names.

#include <json/value.h>

#include <string>

#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::servicenow {

// The fields of a new incident: the desk's own "fields" and in place of these the incident's.  `settings` is of kind
// "servicenow"; `incident.ci` is sent as it is.
Json::Value fields_of_new(const DeskSettings& settings, const NewIncident& incident);

// What an incident holds that is people's when it is set.
struct OfPeople {
    std::string assigned_to, close_notes, close_code;
};

// The fields of a resolved one.  People's notes stay and ours go behind them; their code and assignee stay.
Json::Value fields_of_resolved(const DeskSettings& settings, const std::string& text, const OfPeople& held);

// Its page for people.
std::string page_of(const DeskSettings& settings, const std::string& address, const std::string& sys_id,
                    const std::string& number);

}  // namespace secure_export::desks::servicenow
