#pragma once
// What is told about an alert while it is worked on.

#include <string>
#include <vector>

#include "core/audit_event_types.h"
#include "db/store/inbox.h"

namespace secure_export::service {

struct AuditEntry {
    AuditEventType type;
    std::string detail;  // one sentence for people
};

// Adds the lines to the story of the item's alert, in the transaction that makes them true.  `incident`: 0 where none
// is concerned.
void tell(db::Transaction& tx, const db::Item& item, std::int64_t incident, const std::vector<AuditEntry>& lines,
          Time now);

}  // namespace secure_export::service
