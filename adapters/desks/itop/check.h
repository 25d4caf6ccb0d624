#pragma once
#include "adapters/desks/itop/client.h"

namespace secure_export::desks::itop {

// The desk test; reads only.
Result<DeskCheck> check(const DeskSettings& settings, const Api& api);

}  // namespace secure_export::desks::itop
