#include "db/engine/sqlite/statement.h"

#include <sqlite3.h>

namespace secure_export::db {

SqliteStatement::~SqliteStatement() {
    --connection_.open_statements;
    if (cached_) {
        sqlite3_reset(handle_);
        sqlite3_clear_bindings(handle_);
        cached_->in_use = false;
    } else {
        sqlite3_finalize(handle_);
    }
}

void SqliteStatement::check(int code) const {
    if (code != SQLITE_OK) throw_failure(sqlite3_db_handle(handle_), code);
}

bool places_in_order(sqlite3_stmt* statement) {
    const int count = sqlite3_bind_parameter_count(statement);
    for (int place = 1; place <= count; ++place) {
        const char* name = sqlite3_bind_parameter_name(statement, place);
        if (!name || name != "$" + std::to_string(place)) return false;
    }
    return true;
}

// SQLite treats "$2" as a name and numbers parameters by their first occurrence; we use the number in the name.
int SqliteStatement::ready_at(int place) const {
    if (sqlite3_stmt_busy(handle_)) sqlite3_reset(handle_);  // a statement that is not finished cannot be bound
    if (in_order_ && place > 0) return place;                // SQLite rejects one that is too large
    const std::string name = "$" + std::to_string(place);
    const int index = sqlite3_bind_parameter_index(handle_, name.c_str());
    if (index == 0) throw StorageError("no place " + name + " in the statement");
    return index;
}

void SqliteStatement::bind(int place, std::int64_t value) {
    const int index = ready_at(place);
    check(sqlite3_bind_int64(handle_, index, value));
}

void SqliteStatement::bind(int place, std::string_view text) {
    const int index = ready_at(place);
    const char* bytes = text.data() ? text.data() : "";  // a null pointer would mean NULL
    check(sqlite3_bind_text64(handle_, index, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void SqliteStatement::bind_null(int place) {
    const int index = ready_at(place);
    check(sqlite3_bind_null(handle_, index));
}

bool SqliteStatement::step() {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(handle_);
        return false;
    }
    sqlite3* const connection = sqlite3_db_handle(handle_);
    const std::string words = sqlite3_errmsg(connection);  // the reset may overwrite them
    sqlite3_reset(handle_);
    throw_failure(code, words);
}

int SqliteStatement::columns() const { return sqlite3_column_count(handle_); }
std::string_view SqliteStatement::column_name(int column) const { return sqlite3_column_name(handle_, column); }
bool SqliteStatement::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
bool SqliteStatement::is_integer(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_INTEGER; }
std::int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

std::string_view SqliteStatement::text(int column) const {
    // sqlite3_column_text() returns a blob's bytes, too.  Get the pointer before the length, as SQLite requires.
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
    if (!bytes) return "";
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

}  // namespace secure_export::db
