#pragma once
// Finds configuration items by the rules of the settings.

#include <vector>

#include "adapters/desks/itop/api.h"

namespace secure_export::desks::itop {

// The setting in messages about look-ups.
std::string look_at(const CiRule& rule);

// By one rule: at most 3, each compared with what was asked for.  Fault::refused also when too many have to be
// compared.
Result<std::vector<ConfigurationItem>> find_by(const Api& api, const CiRule& rule, const std::string& value,
                                               Deadline deadline);

// What the first rule finds that finds something.
Result<std::vector<ConfigurationItem>> find_ci(const Api& api, const std::vector<CiRule>& rules, const CiQuery& query,
                                               Deadline deadline);

}  // namespace secure_export::desks::itop
