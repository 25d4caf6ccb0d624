#pragma once
// Stores an accepted delivery.

#include "db/store/inbox.h"

namespace secure_export::service {

// db::Inbox::put(), and an audit entry by which people find a message about a happening: its own alert id, which is not
// that of the happening's alert.  Throws db::StorageError.
db::Put keep(db::Transaction& tx, const db::Delivery& delivery, Tick now);

}  // namespace secure_export::service
