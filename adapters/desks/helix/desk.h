#pragma once
// BMC Helix ITSM (AR System REST) as a desk.

#include "adapters/desks/desks.h"

namespace secure_export::desks::helix {

// `settings` must be complete, of kind "helix"; everything in `environment` must outlive the desk.
Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment);

}  // namespace secure_export::desks::helix
