#pragma once
#include "db/engine/database.h"

struct sqlite3;

namespace secure_export::db {

// SQLite's own handle of the connection that `tx` holds, for what the port does not offer.  For tests.
sqlite3* handle_of(Transaction& tx);

}  // namespace secure_export::db
