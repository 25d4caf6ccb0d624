#pragma once
// BMC Helix ITSM (AR System REST): the kind's options and their defaults.

#include "core/desk_kinds.h"

namespace secure_export::desks::helix {

const DeskKind& kind();

}  // namespace secure_export::desks::helix
