#include "service/audit_entries.h"

#include "db/store/audit_trail.h"

namespace secure_export::service {

void tell(db::Transaction& tx, const db::Item& item, std::int64_t incident, const std::vector<AuditEntry>& lines,
          Time now) {
    for (const AuditEntry& line : lines)
        db::AuditTrail(tx).add({now, item.connection, item.alert_key, item.delivery, incident, line.type, line.detail});
}

}  // namespace secure_export::service
