#pragma once
#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

// Writes and commits one small row, to find out whether the database takes writes.
Outcome probe(Database& database, Time now);

}  // namespace secure_export::db
