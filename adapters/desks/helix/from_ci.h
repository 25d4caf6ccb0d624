#pragma once
// What an incident takes over from its configuration item.

#include "adapters/desks/helix/client.h"
#include "core/desk.h"
#include "core/settings.h"

namespace secure_export::desks::helix {

// The fields that it reads of "ci_people_form" and of "support_group_form".
Fields people_fields();
Fields group_fields();

// The support group that the item is related to in the role "Supported by", or "Owned by", and the impact in the
// attribute "ci_impact_field".  Errors as of Desk::from_ci().
Result<FromCi> from_ci(const ArSystem& ar, const DeskSettings& settings, const NewIncident& incident,
                       rest::Deadline deadline);

}  // namespace secure_export::desks::helix
