#pragma once
#include "adapters/desks/itop/client.h"

namespace secure_export::desks::itop {

// The desk test: checks the settings and the account's permissions by reading only.
Result<DeskCheck> check(const DeskSettings& settings, const Api& api);

}  // namespace secure_export::desks::itop
