#pragma once
// Implements the operator's "forget": removes alerts from the mapping.

#include "admin/alert_memory.h"
#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::service::operations {

class AlertMemory : public admin::AlertMemory {
public:
    AlertMemory(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    Result<int> forget(const std::string& alert, const std::string& who) override;

private:
    db::Database& database_;
    const Clock& clock_;
};

}  // namespace secure_export::service::operations
