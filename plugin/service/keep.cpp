#include "service/keep.h"

#include "core/text.h"
#include "db/store/audit_trail.h"

namespace secure_export::service {

db::Put keep(db::Transaction& tx, const db::Delivery& delivery, Tick now) {
    const db::Put put = db::Inbox(tx).put(delivery, now);
    const std::string name = lower(trimmed(delivery.alert_id));
    if (!put.kept || delivery.message_mark.empty() || name.empty() || name == delivery.alert_key) return put;
    db::AuditTrail(tx).add({delivery.received_at, delivery.connection, name, put.delivery, 0, AuditEventType::part_of,
                            "delivery " + std::to_string(put.delivery) + " is a message about " + delivery.alert_key +
                                ": explain that to see what became of it"});
    return put;
}

}  // namespace secure_export::service
