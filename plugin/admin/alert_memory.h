#pragma once
// A port of the admin API: removes alerts from the mapping.  Implemented by service/operations/alert_memory.

#include <string>

#include "core/result.h"

namespace secure_export::admin {

class AlertMemory {
public:
    virtual ~AlertMemory() = default;
    // Clears the times of firing and resolution of the alerts that `alert` names (as for explain), and removes those of
    // them that have no open incident.  Returns the number of alerts.  `who`: the author for the audit log.
    virtual Result<int> forget(const std::string& alert, const std::string& who) = 0;
};

}  // namespace secure_export::admin
