#pragma once
// A port of the admin API: what the mapping remembers of alerts.  Implemented by service/operations/alert_memory.

#include <string>

#include "core/result.h"

namespace secure_export::admin {

class AlertMemory {
public:
    virtual ~AlertMemory() = default;
    // Forgets when the alerts that `alert` names (as for explain) fired and resolved, and, of those without an open
    // incident, that they were ever seen.  How many that were.
    virtual Result<int> forget(const std::string& alert, const std::string& who) = 0;
};

}  // namespace secure_export::admin
