#include "db/engine/reader.h"

#include <sqlite3.h>

#include <chrono>

#include "core/text.h"

namespace secure_export::db {
namespace {

constexpr std::chrono::seconds time_limit{10};
// How often the clock is looked at, in steps of SQLite's virtual machine: some microseconds' worth.
constexpr int steps_between_looks = 1000;
// Bodies are at most 1 MiB; a value that an expression makes may be some times that.
constexpr int most_bytes_of_a_value = 16 << 20;
constexpr int most_bytes_of_a_statement = 64 << 10;

// `denied`: a std::span<const std::string_view> of tables.
int allow_reading(void* denied, int action, const char* first, const char* second, const char*, const char*) {
    switch (action) {
        case SQLITE_SELECT:
        case SQLITE_RECURSIVE: return SQLITE_OK;
        case SQLITE_READ:
            for (const std::string_view table : *static_cast<const std::span<const std::string_view>*>(denied)) {
                if (same_ignoring_case(first ? first : "", table)) return SQLITE_DENY;
            }
            return SQLITE_OK;
        case SQLITE_FUNCTION:
            return same_ignoring_case(second ? second : "", "load_extension") ? SQLITE_DENY : SQLITE_OK;
        default: return SQLITE_DENY;
    }
}

// Holds an operator's statement to reading, for a limited time.
class Limits {
public:
    Limits(sqlite3* handle, std::span<const std::string_view> denied_tables) : handle_(handle), denied_(denied_tables) {
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, most_bytes_of_a_value);
        sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, most_bytes_of_a_statement);
        sqlite3_set_authorizer(handle, allow_reading, &denied_);
        sqlite3_progress_handler(handle, steps_between_looks, too_long, this);
    }
    Limits(const Limits&) = delete;
    ~Limits() {
        sqlite3_progress_handler(handle_, 0, nullptr, nullptr);
        sqlite3_set_authorizer(handle_, nullptr, nullptr);
    }

private:
    static int too_long(void* self) {
        return std::chrono::steady_clock::now() > static_cast<Limits*>(self)->until_ ? 1 : 0;
    }
    sqlite3* handle_;
    std::span<const std::string_view> denied_;
    const std::chrono::steady_clock::time_point until_ = std::chrono::steady_clock::now() + time_limit;
};

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using OwnStatement = std::unique_ptr<sqlite3_stmt, Finalize>;

Error not_understood(sqlite3* handle, int code) {
    const std::string words = sqlite3_errmsg(handle);
    switch (code & 0xff) {
        case SQLITE_INTERRUPT:
            return {Fault::invalid,
                    "the question took longer than " + std::to_string(time_limit.count()) +
                        " s and was stopped: ask for less",
                    ""};
        case SQLITE_AUTH: return {Fault::invalid, "only reading is allowed here: " + words, ""};
        default: return {Fault::invalid, words, ""};
    }
}

Result<OwnStatement> one_statement(sqlite3* handle, std::string_view sql) {
    const char* rest = nullptr;
    sqlite3_stmt* made = nullptr;
    int code = sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &made, &rest);
    OwnStatement statement(made);
    if (code != SQLITE_OK) return not_understood(handle, code);
    if (!statement) return Error{Fault::invalid, "there is no statement in this text", ""};
    // What follows must be empty or a comment: SQLite itself knows best what that is.
    while (rest && rest < sql.data() + sql.size()) {
        const auto left = static_cast<int>(sql.data() + sql.size() - rest);
        sqlite3_stmt* second = nullptr;
        const char* next = nullptr;
        code = sqlite3_prepare_v2(handle, rest, left, &second, &next);
        const bool empty = code == SQLITE_OK && !second;
        sqlite3_finalize(second);
        if (!empty) return Error{Fault::invalid, "only one statement is allowed", ""};
        if (next <= rest) break;
        rest = next;
    }
    if (!sqlite3_stmt_readonly(statement.get())) return Error{Fault::invalid, "only reading is allowed here", ""};
    return Result<OwnStatement>(std::move(statement));
}

std::optional<std::string> cell(sqlite3_stmt* statement, int column) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    if (!text) return std::nullopt;
    return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

}  // namespace

Outcome read_rows(Database& db, const Question& question, const RowSink& row) {
    {  // makes or updates the schema where `db` may, and says what is wrong with the file
        auto ready = db.read();
        if (!ready) return ready.error();
    }
    Database::Options options;
    options.create = false;
    options.read_only = true;
    Database own(db.file(), options);
    auto tx = own.read();
    if (!tx) return tx.error();
    sqlite3* handle = handle_of(*tx);
    const Limits limits(handle, question.denied_tables);
    auto statement = one_statement(handle, question.sql);
    if (!statement) return statement.error();
    const auto parameters = question.parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        sqlite3_bind_text64(statement->get(), static_cast<int>(i) + 1, parameters[i].data(), parameters[i].size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8);
    const int columns = sqlite3_column_count(statement->get());
    std::vector<std::optional<std::string>> cells;
    for (int i = 0; i < columns; ++i) cells.emplace_back(sqlite3_column_name(statement->get(), i));
    row(cells);
    for (int given = 0; given < question.max_rows; ++given) {
        const int code = sqlite3_step(statement->get());
        if (code == SQLITE_DONE) break;
        if (code != SQLITE_ROW) return not_understood(handle, code);
        for (int i = 0; i < columns; ++i) cells[static_cast<std::size_t>(i)] = cell(statement->get(), i);
        row(cells);
    }
    return {};
}

}  // namespace secure_export::db
