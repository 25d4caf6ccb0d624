#pragma once
// BMC Helix ITSM (AR System REST): what an operator sets, and its defaults.

#include "core/desk_kinds.h"

namespace secure_export::desks::helix {

const DeskKind& kind();

}  // namespace secure_export::desks::helix
