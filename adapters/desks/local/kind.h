#pragma once
// The embedded register as a kind of desk: it has only the settings that all desks have.

#include "core/desk_kinds.h"

namespace secure_export::desks::local {

const DeskKind& kind();

}  // namespace secure_export::desks::local
