#pragma once
// What an incident takes over from its configuration item.

#include "adapters/desks/servicenow/client.h"
#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::servicenow {

// assignment_group from support_group, or assigned_to from owned_by, else assigned_to, of the item; inactive ones are
// left out.  The impact from busines_criticality of the services that the incident or the CMDB names for the item.
// Errors as of Desk::from_ci().
Result<FromCi> from_ci(const Table& table, const DeskSettings& settings, const NewIncident& incident,
                       Deadline deadline);

}  // namespace secure_export::desks::servicenow
