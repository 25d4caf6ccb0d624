#pragma once
// Parses a host's replies (operations.md), strictly.

#include <json/value.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/desk.h"
#include "core/result.h"

namespace secure_export::desks {

// The reply violates operations.md; what() names the member and the error, never its value.
class BadAnswer : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Parses `text` as a JSON object.  All these functions throw BadAnswer; members not in operations.md are ignored.
Json::Value read_answer(const std::string& text);
DeskIncident any_incident_in(const Json::Value& answer);            // of incident.get: it may be gone
DeskIncident present_incident_in(const Json::Value& answer);        // one that is not gone
DeskIncident opened_incident_in(const Json::Value& answer);         // of incident.open
std::vector<DeskIncident> incidents_in(const Json::Value& answer);  // of incident.find, either form
Resolution resolution_in(const Json::Value& answer);
Reopening reopening_in(const Json::Value& answer);
std::vector<ConfigurationItem> cis_in(const Json::Value& answer);
DeskCheck check_in(const Json::Value& answer);

}  // namespace secure_export::desks
