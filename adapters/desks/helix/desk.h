#pragma once
// BMC Helix ITSM (AR System REST) as a desk.

#include "adapters/desks/desks.h"

namespace secure_export::desks::helix {

// `settings` is complete, of kind "helix"; everything in `environment` outlives the desk.
Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment);

}  // namespace secure_export::desks::helix
