#pragma once
// `desk test` of a ServiceNow instance.

#include "adapters/desks/servicenow/client.h"

namespace secure_export::desks::servicenow {

// Reads only.  An unreachable instance or a rejected sign-in yields one bad line.
DeskCheck check(const Table& table, const DeskSettings& settings, Deadline deadline);

}  // namespace secure_export::desks::servicenow
