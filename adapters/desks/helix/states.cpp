#include "adapters/desks/helix/states.h"

namespace secure_export::desks::helix {

IncidentState state_named(const std::string& status) {
    if (status == "Resolved" || status == "4") return IncidentState::resolved;
    for (const char* closed : {"Closed", "Cancelled", "Canceled", "5", "6"})
        if (status == closed) return IncidentState::closed;
    return IncidentState::open;
}

}  // namespace secure_export::desks::helix
