#pragma once
// What the screens call the options and secrets that this kind alone has.

#include <vector>

#include "core/desk_kinds.h"

namespace secure_export::desks::itop {

std::vector<DeskText> texts();

}  // namespace secure_export::desks::itop
