#pragma once
// ServiceNow (Table API) as a desk.

#include "adapters/desks/desks.h"

namespace secure_export::desks::servicenow {

// `settings` is complete, of kind "servicenow"; everything in `environment` outlives the desk.
Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment);

}  // namespace secure_export::desks::servicenow
