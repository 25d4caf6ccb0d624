#pragma once
// iTop (REST 1.3) as a desk.

#include "adapters/desks/desks.h"

namespace secure_export::desks::itop {

// `settings` must be complete, of kind "itop"; everything in `environment` must outlive the desk.
Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment);

}  // namespace secure_export::desks::itop
