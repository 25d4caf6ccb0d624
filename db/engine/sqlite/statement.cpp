#include <sqlite3.h>

#include "db/engine/sqlite/statement_impl.h"

namespace secure_export::db {

Statement::Statement(Impl* impl) : impl_(impl) {}
Statement::Statement(Statement&& other) noexcept : impl_(std::exchange(other.impl_, nullptr)) {}

Statement::~Statement() {
    if (!impl_) return;
    if (impl_->cached) {
        sqlite3_reset(impl_->handle);
        sqlite3_clear_bindings(impl_->handle);
        impl_->cached->in_use = false;
    } else {
        sqlite3_finalize(impl_->handle);
    }
    delete impl_;
}

void Statement::Impl::check(int code) const {
    if (code != SQLITE_OK) throw_failure(sqlite3_db_handle(handle), code);
}

bool places_in_order(sqlite3_stmt* statement) {
    const int count = sqlite3_bind_parameter_count(statement);
    for (int place = 1; place <= count; ++place) {
        const char* name = sqlite3_bind_parameter_name(statement, place);
        if (!name || name != "$" + std::to_string(place)) return false;
    }
    return true;
}

// SQLite takes "$2" for a name and counts names as they appear; PostgreSQL goes by the number, and so do we.
int Statement::Impl::ready_at(int place) const {
    if (sqlite3_stmt_busy(handle)) sqlite3_reset(handle);  // one that still has rows to give cannot be bound
    if (in_order && place > 0) return place;               // SQLite itself refuses one that is too large
    const std::string name = "$" + std::to_string(place);
    const int index = sqlite3_bind_parameter_index(handle, name.c_str());
    if (index == 0) throw StorageError("no place " + name + " in the statement");
    return index;
}

Statement& Statement::bind(int place, std::int64_t value) {
    const int index = impl_->ready_at(place);
    impl_->check(sqlite3_bind_int64(impl_->handle, index, value));
    return *this;
}

Statement& Statement::bind(int place, std::string_view text) {
    const int index = impl_->ready_at(place);
    const char* bytes = text.data() ? text.data() : "";  // a null pointer would mean NULL
    impl_->check(sqlite3_bind_text64(impl_->handle, index, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind_blob(int place, std::string_view bytes) {
    const int index = impl_->ready_at(place);
    const char* data = bytes.data() ? bytes.data() : "";
    impl_->check(sqlite3_bind_blob64(impl_->handle, index, data, bytes.size(), SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bind(int place, std::nullptr_t) {
    const int index = impl_->ready_at(place);
    impl_->check(sqlite3_bind_null(impl_->handle, index));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(impl_->handle);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) {
        try {
            throw_failure(sqlite3_db_handle(impl_->handle), code);
        } catch (...) {
            sqlite3_reset(impl_->handle);  // only now: it may overwrite the message
            throw;
        }
    }
    sqlite3_reset(impl_->handle);
    return false;
}

int Statement::columns() const { return sqlite3_column_count(impl_->handle); }
std::string_view Statement::column_name(int column) const { return sqlite3_column_name(impl_->handle, column); }
bool Statement::is_null(int column) const { return sqlite3_column_type(impl_->handle, column) == SQLITE_NULL; }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(impl_->handle, column); }

std::string_view Statement::text(int column) const {
    // A blob's bytes are what sqlite3_column_text gives, too; the pointer has to be asked for before the length.
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(impl_->handle, column));
    if (!bytes) return "";
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(impl_->handle, column))};
}

std::optional<std::string> Statement::maybe_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return std::string(text(column));
}

}  // namespace secure_export::db
