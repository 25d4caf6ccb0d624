#pragma once
// ServiceNow (Table API) as a desk.

#include "adapters/desks/desks.h"

namespace secure_export::desks {

// `settings` is complete, of kind "servicenow"; everything in `environment` outlives the desk.
std::unique_ptr<Desk> make_servicenow_desk(const DeskSettings& settings, const Environment& environment);

}  // namespace secure_export::desks
