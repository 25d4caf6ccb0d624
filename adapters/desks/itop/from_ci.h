#pragma once
// What an incident takes over from its configuration item.

#include <string>
#include <vector>

#include "adapters/desks/itop/client.h"
#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::itop {

// What from_ci() asks about an item, by the options that are on: for a test of the desk.
std::vector<Question> questions_for_new_incidents(const DeskSettings& settings, const std::string& ci);

// team_id from the one team, or agent_id from the one person, among the item's contacts; the impact from
// business_criticity of the item and of the application solutions that use it.  Errors as of Desk::from_ci().
Result<FromCi> from_ci(const Api& api, const DeskSettings& settings, const NewIncident& incident, Deadline deadline);

}  // namespace secure_export::desks::itop
