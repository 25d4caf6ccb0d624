#pragma once
// ServiceNow (Table API): the kind's options and their defaults.

#include "core/desk_kinds.h"

namespace secure_export::desks::servicenow {

const DeskKind& kind();

}  // namespace secure_export::desks::servicenow
