#pragma once
// The screens' labels for options and secrets that only this kind has.

#include <vector>

#include "core/desk_kinds.h"

namespace secure_export::desks::servicenow {

std::vector<DeskText> texts();

}  // namespace secure_export::desks::servicenow
