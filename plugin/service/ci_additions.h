#pragma once
// What a desk's configuration item adds to a new incident (Desk::from_ci).

#include <string>

#include "core/desk.h"

namespace secure_export::service {

// Adds to `incident` what it does not have yet, and makes it at most more important.  Returns the remarks as one text
// for the audit trail, beginning with "; ", or "".  Errors as of Desk::from_ci().
Result<std::string> add_from_ci(Desk& desk, NewIncident& incident);

}  // namespace secure_export::service
