#pragma once
#include "adapters/desks/helix/client.h"

namespace secure_export::desks::helix {

// Desk::check: asks for entries that cannot be there, by every form, field and class that the settings name.
DeskCheck check(const ArSystem& ar, const DeskSettings& settings, rest::Deadline deadline);

}  // namespace secure_export::desks::helix
