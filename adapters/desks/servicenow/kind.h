#pragma once
// ServiceNow (Table API): what an operator sets, and its defaults.

#include "core/desk_kinds.h"

namespace secure_export::desks::servicenow {

const DeskKind& kind();

}  // namespace secure_export::desks::servicenow
