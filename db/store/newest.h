#pragma once
#include <optional>

#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

// The latest time on the wall that the database keeps of what happened lately: of the last deliveries, the settings in
// force and the keys.  A clock that shows less is wrong, or was when that was written.  Nothing in an empty database.
std::optional<Time> newest(Transaction& tx);

}  // namespace secure_export::db
