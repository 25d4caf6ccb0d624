#pragma once
#include "adapters/desks/itop/client.h"

namespace secure_export::desks::itop {

// What a desk test finds out by reading alone.
Result<DeskCheck> check(const DeskSettings& settings, const Api& api);

}  // namespace secure_export::desks::itop
