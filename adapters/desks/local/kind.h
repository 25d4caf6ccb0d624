#pragma once
// The embedded register as a kind of desk: nothing is set but what all desks have.

#include "core/desk_kinds.h"

namespace secure_export::desks::local {

const DeskKind& kind();

}  // namespace secure_export::desks::local
