#pragma once
// Audit trail entries that are produced while an alert is worked on.

#include <string>
#include <vector>

#include "core/audit_event_types.h"
#include "db/store/inbox.h"

namespace secure_export::service {

struct AuditEntry {
    AuditEventType type;
    std::string detail;  // one sentence for people
};

// Appends the entries to the audit trail of the item's alert.  Call it in the transaction that writes the changes they
// describe.  `incident`: the row's id, 0 for none.
void tell(db::Transaction& tx, const db::Item& item, std::int64_t incident, const std::vector<AuditEntry>& lines,
          Time now);

}  // namespace secure_export::service
