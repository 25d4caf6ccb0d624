#pragma once
// The states of an incident.

#include <string>

#include "core/desk.h"

namespace secure_export::desks::servicenow {

// state: 1 New, 2 In Progress, 3 On Hold, 6 Resolved, 7 Closed, 8 Canceled; others are defined by the instance.
inline constexpr const char* state_resolved = "6";
IncidentState state_of(const std::string& state);
// "Canceled", or "state 20" for a state defined by the instance.
std::string name_of_state(const std::string& state);

}  // namespace secure_export::desks::servicenow
