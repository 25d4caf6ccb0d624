#pragma once
#include "db/engine/database.h"
#include "db/store/timeline.h"

namespace secure_export::db {

// Whether a key set or an alert has been due since `since` or longer, and was not claimed.
bool work_is_due(Transaction& tx, Tick since);

}  // namespace secure_export::db
