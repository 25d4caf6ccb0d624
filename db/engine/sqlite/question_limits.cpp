#include "db/engine/sqlite/question_limits.h"

#include <sqlite3.h>

#include <algorithm>
#include <mutex>

#include "core/text.h"

namespace secure_export::db {
namespace {

// Steps of SQLite's virtual machine between two checks of the limits.  Each step may create a value of the maximum
// size.
constexpr int steps_between_looks = 8;
constexpr unsigned looks_between_clocks = 64;
constexpr std::size_t bytes_of_a_cell = 16;  // minimum cost of an empty cell

// The functions of SQLite 3.40, except those that access memory addresses, files or the program (fts3_tokenizer,
// load_extension, sqlite_*), need a full-text table, or only produce bytes (randomblob, zeroblob).
constexpr std::string_view functions[] = {"->",
                                          "->>",
                                          "abs",
                                          "acos",
                                          "acosh",
                                          "asin",
                                          "asinh",
                                          "atan",
                                          "atan2",
                                          "atanh",
                                          "avg",
                                          "ceil",
                                          "ceiling",
                                          "char",
                                          "coalesce",
                                          "concat",
                                          "concat_ws",
                                          "cos",
                                          "cosh",
                                          "count",
                                          "cume_dist",
                                          "current_date",
                                          "current_time",
                                          "current_timestamp",
                                          "date",
                                          "datetime",
                                          "degrees",
                                          "dense_rank",
                                          "exp",
                                          "first_value",
                                          "floor",
                                          "format",
                                          "glob",
                                          "group_concat",
                                          "hex",
                                          "ifnull",
                                          "iif",
                                          "instr",
                                          "json",
                                          "json_array",
                                          "json_array_length",
                                          "json_error_position",
                                          "json_extract",
                                          "json_group_array",
                                          "json_group_object",
                                          "json_insert",
                                          "json_object",
                                          "json_patch",
                                          "json_pretty",
                                          "json_quote",
                                          "json_remove",
                                          "json_replace",
                                          "json_set",
                                          "json_type",
                                          "json_valid",
                                          "julianday",
                                          "lag",
                                          "last_value",
                                          "lead",
                                          "length",
                                          "like",
                                          "likelihood",
                                          "likely",
                                          "ln",
                                          "log",
                                          "log10",
                                          "log2",
                                          "lower",
                                          "ltrim",
                                          "max",
                                          "min",
                                          "mod",
                                          "nth_value",
                                          "ntile",
                                          "nullif",
                                          "octet_length",
                                          "percent_rank",
                                          "pi",
                                          "pow",
                                          "power",
                                          "printf",
                                          "quote",
                                          "radians",
                                          "random",
                                          "rank",
                                          "replace",
                                          "round",
                                          "row_number",
                                          "rtrim",
                                          "sign",
                                          "sin",
                                          "sinh",
                                          "sqlite_version",
                                          "sqrt",
                                          "strftime",
                                          "string_agg",
                                          "substr",
                                          "substring",
                                          "sum",
                                          "tan",
                                          "tanh",
                                          "time",
                                          "timediff",
                                          "total",
                                          "trim",
                                          "trunc",
                                          "typeof",
                                          "unhex",
                                          "unicode",
                                          "unixepoch",
                                          "unlikely",
                                          "upper"};
static_assert(std::ranges::is_sorted(functions));

// Readable tables that sqlite_schema does not list: the schema itself and its statistics.
constexpr std::string_view more_tables[] = {"sqlite_master", "sqlite_schema", "sqlite_sequence", "sqlite_stat1"};

std::string mebibytes(std::int64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

// Bounds memory if QuestionMemory cannot count.  SQLite reports the memory of the whole process.  Its growth since the
// first running statement began is attributed to the running ones, since the service's own connections need little and
// constant memory.  Together they may use four times the limit of one.
class AtWork {
public:
    void begin() {
        const std::lock_guard lock(mutex_);
        if (count_++ == 0) before_ = sqlite3_memory_used();
    }
    void end() {
        const std::lock_guard lock(mutex_);
        --count_;
    }
    bool too_much() {
        const std::lock_guard lock(mutex_);
        return sqlite3_memory_used() - before_ > 4 * max_bytes_at_work;
    }

private:
    std::mutex mutex_;
    int count_ = 0;
    std::int64_t before_ = 0;
};

AtWork& questions() {
    static AtWork all;
    return all;
}

std::set<std::string> tables_of(sqlite3* handle) {
    std::set<std::string> names;
    const auto take = [](void* into, int, char** values, char**) {
        if (values[0]) static_cast<std::set<std::string>*>(into)->insert(lower(values[0]));
        return 0;
    };
    sqlite3_exec(handle, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')", take, &names, nullptr);
    for (const std::string_view name : more_tables) names.emplace(name);
    return names;
}

}  // namespace

QuestionLimits::QuestionLimits(sqlite3* handle, std::span<const std::string_view> denied_tables)
    : handle_(handle),
      denied_(denied_tables),
      tables_(tables_of(handle)),
      until_(std::chrono::steady_clock::now() + max_time) {
    questions().begin();
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, max_bytes_of_a_value);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, max_bytes_of_a_statement);
    sqlite3_limit(handle, SQLITE_LIMIT_COLUMN, max_columns);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_WORKER_THREADS, 0);
    sqlite3_set_authorizer(handle, authorize, this);
    sqlite3_progress_handler(handle, steps_between_looks, at_work, this);
}

QuestionLimits::~QuestionLimits() {
    sqlite3_progress_handler(handle_, 0, nullptr, nullptr);
    sqlite3_set_authorizer(handle_, nullptr, nullptr);
    questions().end();
}

// If no column is read, SQLite also passes names of common table expressions.
bool QuestionLimits::may_read(const char* table, const char* column) const {
    const std::string name = lower(table ? table : "");
    if (std::ranges::any_of(denied_, [&](std::string_view one) { return same_ignoring_case(name, one); })) return false;
    return tables_.contains(name) || !column || !*column;
}

// Also called while the statement is parsed, when no progress handler runs, so it checks the memory too.
int QuestionLimits::authorize(void* self, int action, const char* first, const char* second, const char*, const char*) {
    auto& limits = *static_cast<QuestionLimits*>(self);
    if (!limits.goes_on()) return SQLITE_DENY;
    switch (action) {
        case SQLITE_SELECT:
        case SQLITE_RECURSIVE: return SQLITE_OK;
        case SQLITE_READ:
            if (limits.may_read(first, second)) return SQLITE_OK;
            limits.denied_table_ = first ? first : "";
            return SQLITE_DENY;
        case SQLITE_FUNCTION:
            if (std::ranges::binary_search(functions, lower(second ? second : ""))) return SQLITE_OK;
            limits.denied_function_ = second ? second : "";
            return SQLITE_DENY;
        default: return SQLITE_DENY;
    }
}

int QuestionLimits::at_work(void* self) { return static_cast<QuestionLimits*>(self)->goes_on() ? 0 : 1; }

bool QuestionLimits::goes_on() {
    if (stopped_ != Stopped::no) return false;
    if (questions().too_much()) stopped_ = Stopped::memory;
    if (looks_++ % looks_between_clocks == 0 && std::chrono::steady_clock::now() > until_) stopped_ = Stopped::time;
    return stopped_ == Stopped::no;
}

Error QuestionLimits::why(int code) const {
    const auto too_much_memory = [] {
        return Error{Fault::invalid,
                     "the query needs more than " + mebibytes(max_bytes_at_work) +
                         " of memory and was stopped: select less at once (WITH parts and views count at each place "
                         "that names them)",
                     ""};
    };
    const auto invalid = [](std::string message) { return Error{Fault::invalid, std::move(message), ""}; };
    switch (stopped_) {
        case Stopped::time:
            return invalid("the query took longer than " + std::to_string(max_time.count()) +
                           " s and was stopped: narrow it down");
        case Stopped::memory: return too_much_memory();
        case Stopped::no: break;
    }
    if (memory_.refused()) return too_much_memory();
    const std::string words = sqlite3_errmsg(handle_);
    if ((code & 0xff) == SQLITE_TOOBIG)
        return invalid("a value, or the query itself, is too large (at most " + mebibytes(max_bytes_of_a_value) +
                       " and " + std::to_string(max_bytes_of_a_statement >> 10) + " KiB): select a part of it (" +
                       words + ")");
    if ((code & 0xff) == SQLITE_NOMEM) return invalid("there is not enough memory for the query: select less");
    if (!denied_function_.empty())
        return invalid("the function " + denied_function_ +
                       "() is not allowed here: a query may use SQLite's functions for text, numbers, times, JSON "
                       "and groups of rows");
    if ((code & 0xff) == SQLITE_AUTH || !denied_table_.empty())
        return invalid("only reading is allowed here, and only of this database's tables and views: " + words);
    return invalid(words);
}

Outcome QuestionLimits::add_to_answer(std::size_t bytes) {
    answer_bytes_ += bytes + bytes_of_a_cell;
    if (answer_bytes_ <= max_bytes_of_an_answer) return {};
    return Error{Fault::invalid,
                 "the result is larger than " + mebibytes(max_bytes_of_an_answer) +
                     ": select fewer rows (limit, WHERE, since) or columns, or a part of each value (substr)",
                 ""};
}

}  // namespace secure_export::db
