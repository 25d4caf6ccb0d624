#pragma once
// ServiceNow (Table API) as a desk.

#include "adapters/desks/desks.h"

namespace secure_export::desks::servicenow {

// `settings` must be complete, of kind "servicenow"; everything in `environment` must outlive the desk.
Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment);

}  // namespace secure_export::desks::servicenow
