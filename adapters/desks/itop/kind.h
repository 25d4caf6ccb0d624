#pragma once
// iTop (REST/JSON): the kind's options and their defaults.

#include "core/desk_kinds.h"

namespace secure_export::desks::itop {

const DeskKind& kind();

}  // namespace secure_export::desks::itop
