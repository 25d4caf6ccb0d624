#pragma once
// Only for db/*.cpp.

#include "db/engine/sqlite/connection.h"

namespace secure_export::db {

struct Statement::Impl {
    sqlite3_stmt* handle;
    CachedStatement* cached;  // null: thrown away after use
    bool in_order;
    void check(int code) const;
    int ready_at(int place) const;  // SQLite's index of the place "$N"
};

}  // namespace secure_export::db
