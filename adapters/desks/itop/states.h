#pragma once
// The states of an incident and the stimuli that leave them (itop-incident-mgmt-itil; on a simple-ticket site
// itop-request-mgmt, whose user requests may wait for an approval).

#include <string>

#include "adapters/desks/itop/client.h"

namespace secure_export::desks::itop {

// The attributes of an incident that the functions here need.
constexpr const char* lifecycle_fields = "id,ref,status,operational_status,team_id,agent_id,impact,urgency";

IncidentState state_of(const Row& incident);

// The stimulus that brings an open incident nearer to resolved.
struct Way {
    const char* stimulus;  // null: none, people have to decide first
    bool resolves;         // false: the stimulus assigns it, which has to happen first
};
Way way_to_resolved(const std::string& status);

}  // namespace secure_export::desks::itop
