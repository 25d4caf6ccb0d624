#pragma once
#include <optional>

#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

// The latest wall time among the recent rows: the last deliveries, the settings in force and the keys.  A clock that
// shows an earlier time is wrong, or was wrong when the row was written.  nullopt in an empty database.
std::optional<Time> newest(Transaction& tx);

}  // namespace secure_export::db
