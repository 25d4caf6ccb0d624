#include "adapters/desks/servicenow/states.h"

namespace secure_export::desks::servicenow {

IncidentState state_of(const std::string& state) {
    if (state == state_resolved) return IncidentState::resolved;
    return state == "7" || state == "8" ? IncidentState::closed : IncidentState::open;
}

std::string name_of_state(const std::string& state) {
    if (state == "1") return "New";
    if (state == "2") return "In Progress";
    if (state == "3") return "On Hold";
    if (state == state_resolved) return "Resolved";
    if (state == "7") return "Closed";
    if (state == "8") return "Canceled";
    return "in state " + state;
}

}  // namespace secure_export::desks::servicenow
