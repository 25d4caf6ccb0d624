#pragma once
#include "adapters/desks/helix/client.h"

namespace secure_export::desks::helix {

// Desk::check: queries every form, field and class that the settings name for entries that cannot exist.
DeskCheck check(const ArSystem& ar, const DeskSettings& settings, rest::Deadline deadline);

}  // namespace secure_export::desks::helix
