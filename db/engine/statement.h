#pragma once
// A statement and its rows, typed.
//
//     Statement row = tx.prepare("SELECT id, received_ms, why FROM item WHERE desk = $1 AND due_tick <= $2");
//     row.bind_all(desk, now);
//     while (row.step()) row.into(item.id, item.received_at, item.why);

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/clock.h"
#include "db/engine/error.h"
#include "db/engine/port.h"

namespace secure_export::db {

// A column's value, for code that passes it on without knowing its type.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string>;

// A prepared statement.  Time, Tick and durations are stored in milliseconds.  Throws StorageError and ConstraintError
// (error.h).  Use it on its transaction's thread.
class Statement {
public:
    explicit Statement(std::unique_ptr<StatementPort> port) : port_(std::move(port)) {}

    // Bind a value to parameter "$N", with N = `place`.  Binding after step() restarts the statement.
    Statement& bind(int place, std::int64_t value) { return port_->bind(place, value), *this; }
    Statement& bind(int place, int value) { return bind(place, static_cast<std::int64_t>(value)); }
    Statement& bind(int place, bool value) { return bind(place, static_cast<std::int64_t>(value)); }
    Statement& bind(int place, Milliseconds wait) { return bind(place, static_cast<std::int64_t>(wait.count())); }
    Statement& bind(int place, Time time) { return bind(place, time.time_since_epoch()); }
    Statement& bind(int place, Tick tick) { return bind(place, tick.time_since_epoch()); }
    Statement& bind(int place, std::string_view text) { return port_->bind(place, text), *this; }
    Statement& bind(int place, const std::string& text) { return bind(place, std::string_view(text)); }
    Statement& bind(int place, const char* text) { return bind(place, std::string_view(text)); }
    Statement& bind(int place, std::nullptr_t) { return port_->bind_null(place), *this; }
    template <class T>
    Statement& bind(int place, const std::optional<T>& value) {
        return value ? bind(place, *value) : bind(place, nullptr);
    }
    // Binds the arguments to "$1", "$2", ... in order.
    template <class... Values>
    Statement& bind_all(const Values&... values) {
        int place = 0;
        (bind(++place, values), ...);
        return *this;
    }

    bool step() { return port_->step(); }  // true: there is a row
    void run() {
        while (step()) {
        }
    }
    template <class... Values>
    void run_with(const Values&... values) {
        bind_all(values...);
        run();
    }
    template <class... Values>
    bool step_with(const Values&... values) {
        return bind_all(values...).step();
    }

    // Columns count from 0.  Views returned by text() are valid until the next step() or the statement's end.
    int columns() const { return port_->columns(); }
    std::string_view column_name(int column) const { return port_->column_name(column); }
    bool is_null(int column) const { return port_->is_null(column); }
    std::int64_t integer(int column) const { return port_->integer(column); }
    std::string_view text(int column) const { return port_->text(column); }  // "" for NULL; blobs as their bytes
    std::optional<std::string> maybe_text(int column) const {
        if (is_null(column)) return std::nullopt;
        return std::string(text(column));
    }
    Time time(int column) const { return Time(Milliseconds(integer(column))); }
    Tick tick(int column) const { return Tick(Milliseconds(integer(column))); }
    Value value(int column) const {
        if (port_->is_null(column)) return nullptr;
        if (port_->is_integer(column)) return port_->integer(column);
        return std::string(port_->text(column));
    }
    // Copies the row's columns, from the first on, into variables.  NULL becomes an empty optional, otherwise 0 or "".
    template <class... Columns>
    void into(Columns&... columns) const {
        int column = 0;
        (get(column++, columns), ...);
    }

private:
    void get(int column, std::int64_t& to) const { to = integer(column); }
    void get(int column, int& to) const { to = static_cast<int>(integer(column)); }
    void get(int column, bool& to) const { to = integer(column) != 0; }
    void get(int column, std::string& to) const { to = text(column); }
    void get(int column, Milliseconds& to) const { to = Milliseconds(integer(column)); }
    void get(int column, Time& to) const { to = time(column); }
    void get(int column, Tick& to) const { to = tick(column); }
    template <class T>
    void get(int column, std::optional<T>& to) const {
        to.reset();
        if (!is_null(column)) get(column, to.emplace());
    }

    std::unique_ptr<StatementPort> port_;
};

}  // namespace secure_export::db
