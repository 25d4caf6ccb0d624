#include "service/operations/alert_memory.h"

#include "db/engine/in_transaction.h"
#include "db/store/alerts.h"
#include "db/store/audit_trail.h"

namespace secure_export::service::operations {

Result<int> AlertMemory::forget(const std::string& alert, const std::string& who) {
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<int> {
        int count = 0;
        for (const auto& [connection, alert_key] : db::AuditTrail(tx).alerts_named(alert)) {
            if (!db::Alerts(tx).forget(connection, alert_key)) continue;
            ++count;
            db::AuditTrail(tx).add(
                {clock_.now(), connection, alert_key, 0, 0, AuditEventType::forgotten,
                 "by " + who +
                     ": its times of firing and resolution were cleared, so its next message does not count as late"});
        }
        return count;
    });
}

}  // namespace secure_export::service::operations
