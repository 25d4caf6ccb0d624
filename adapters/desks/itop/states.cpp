#include "adapters/desks/itop/states.h"

namespace secure_export::desks::itop {

IncidentState state_of(const Row& incident) {
    // operational_status summarizes: a site's own states count as "ongoing".
    for (const std::string& word : {incident.text("operational_status"), incident.text("status")}) {
        if (word == "resolved") return IncidentState::resolved;
        if (word == "closed" || word == "rejected") return IncidentState::closed;
    }
    return IncidentState::open;
}

Way way_to_resolved(const std::string& status) {
    if (status == "new" || status == "pending" || status == "approved") return {"ev_autoresolve", true};
    if (status == "waiting_for_approval") return {nullptr, false};
    if (status == "escalated_tto") return {"ev_assign", false};
    return {"ev_resolve", true};  // assigned, escalated_ttr, and most likely a site's own states
}

}  // namespace secure_export::desks::itop
