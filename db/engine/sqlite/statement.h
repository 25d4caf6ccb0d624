#pragma once
// A prepared statement of SQLite.  Only for sources in db/engine/sqlite.  Methods throw StorageError or ConstraintError
// (db/engine/error.h).  Used on the thread of its transaction, which outlives it.

#include "db/engine/sqlite/sqlite_connection.h"

namespace secure_export::db {

class SqliteStatement : public StatementPort {
public:
    // `cached`: the cache entry that keeps `handle` prepared; null: the destructor finalizes `handle`.
    SqliteStatement(SqliteConnection& connection, sqlite3_stmt* handle, CachedStatement* cached, bool in_order)
        : connection_(connection), handle_(handle), cached_(cached), in_order_(in_order) {
        ++connection_.open_statements;
    }
    SqliteStatement(const SqliteStatement&) = delete;
    ~SqliteStatement() override;
    void bind(int place, std::int64_t value) override;
    void bind(int place, std::string_view text) override;
    void bind_null(int place) override;
    bool step() override;
    int columns() const override;
    std::string_view column_name(int column) const override;
    bool is_null(int column) const override;
    bool is_integer(int column) const override;
    std::int64_t integer(int column) const override;
    std::string_view text(int column) const override;

private:
    void check(int code) const;
    int ready_at(int place) const;  // SQLite's index of the parameter "$N"

    SqliteConnection& connection_;
    sqlite3_stmt* handle_;
    CachedStatement* cached_;
    bool in_order_;
};

}  // namespace secure_export::db
