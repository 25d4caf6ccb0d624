#include "db/engine/sqlite/engine.h"

#include <sqlite3.h>

#include "db/engine/sqlite/question_limits.h"

namespace secure_export::db {
namespace {

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using OwnStatement = std::unique_ptr<sqlite3_stmt, Finalize>;

Result<OwnStatement> one_statement(sqlite3* handle, std::string_view sql, const QuestionLimits& limits) {
    const char* rest = nullptr;
    sqlite3_stmt* made = nullptr;
    int code = sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &made, &rest);
    OwnStatement statement(made);
    if (code != SQLITE_OK) return limits.why(code);
    if (!statement) return Error{Fault::invalid, "there is no statement in this text", ""};
    // The rest must be empty or a comment: let SQLite's own parser decide that.
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

// Formats a blob as in SQL: x'ff'.  Results are text, and a blob may have any bytes.
std::string shown_blob(const unsigned char* bytes, std::size_t count) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = "x'";
    text.reserve(2 * count + 3);
    for (std::size_t i = 0; i < count; ++i) text += {digits[bytes[i] >> 4], digits[bytes[i] & 15]};
    return text + "'";
}

std::optional<std::string> cell(sqlite3_stmt* statement, int column) {
    if (sqlite3_column_type(statement, column) == SQLITE_BLOB) {
        const auto* bytes = static_cast<const unsigned char*>(sqlite3_column_blob(statement, column));
        return shown_blob(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    }
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    if (!text) return std::nullopt;
    return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

}  // namespace

Outcome SqliteEngine::read_rows(const Question& question, const RowSink& row) {
    {  // creates or migrates the schema if the options allow it, and reports a bad file
        auto ready = begin_here(false);
        if (!ready) return ready.error();
    }
    Database::Options options;
    options.create = false;
    options.read_only = true;
    SqliteEngine own(file_, options);
    auto tx = own.begin_here(false);
    if (!tx) return tx.error();
    sqlite3* handle = (*tx)->handle();
    QuestionLimits limits(handle, question.denied_tables);
    auto statement = one_statement(handle, question.sql, limits);
    if (!statement) return statement.error();
    const auto parameters = question.parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        sqlite3_bind_text64(statement->get(), static_cast<int>(i) + 1, parameters[i].data(), parameters[i].size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8);
    const int columns = sqlite3_column_count(statement->get());
    std::vector<std::optional<std::string>> cells;
    for (int i = 0; i < columns; ++i) {
        cells.emplace_back(sqlite3_column_name(statement->get(), i));
        if (auto fits = limits.add_to_answer(cells.back()->size()); !fits) return fits;
    }
    row(cells);
    for (int given = 0; given < question.max_rows; ++given) {
        const int code = sqlite3_step(statement->get());
        if (code == SQLITE_DONE) break;
        if (code != SQLITE_ROW) return limits.why(code);
        for (int i = 0; i < columns; ++i) {
            auto& one = cells[static_cast<std::size_t>(i)] = cell(statement->get(), i);
            if (auto fits = limits.add_to_answer(one ? one->size() : 0); !fits) return fits;
        }
        row(cells);
    }
    return {};
}

}  // namespace secure_export::db
