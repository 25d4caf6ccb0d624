#pragma once
// iTop (REST/JSON): what an operator sets, and its defaults.

#include "core/desk_kinds.h"

namespace secure_export::desks::itop {

const DeskKind& kind();

}  // namespace secure_export::desks::itop
