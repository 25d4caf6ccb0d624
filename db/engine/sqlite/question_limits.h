#pragma once
// Restricts an operator's statement to reading, to known functions, and to limits of time and memory.  Only for
// db/engine/sqlite/*.cpp.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "db/engine/sqlite/question_memory.h"

struct sqlite3;

namespace secure_export::db {

// SQLite's memory for one statement; its result is counted separately.
constexpr std::int64_t max_bytes_at_work = 48 << 20;
// The column names and rows of a result.
constexpr std::size_t max_bytes_of_an_answer = 16 << 20;
// One value; the longest stored ones are bodies of at most 1 MiB.
constexpr int max_bytes_of_a_value = 4 << 20;
constexpr int max_bytes_of_a_statement = 64 << 10;
constexpr int max_columns = 200;
constexpr std::chrono::seconds max_time{10};

class QuestionLimits {
public:
    // Applies from now on to `handle`, a connection used for this statement only.  Both arguments must outlive it.
    QuestionLimits(sqlite3* handle, std::span<const std::string_view> denied_tables);
    QuestionLimits(const QuestionLimits&) = delete;
    ~QuestionLimits();

    // Why SQLite stopped with `code`: the limit that was exceeded, or SQLite's own message.  Fault::invalid.
    Error why(int code) const;

    // Counts a value of the result.  Fault::invalid when the result becomes too large.
    Outcome add_to_answer(std::size_t bytes);

private:
    enum class Stopped { no, time, memory };

    static int authorize(void* self, int action, const char* first, const char* second, const char* database,
                         const char* inside);
    static int at_work(void* self);
    bool may_read(const char* table, const char* column) const;
    bool goes_on();

    sqlite3* handle_;
    QuestionMemory memory_{max_bytes_at_work};
    std::span<const std::string_view> denied_;
    std::set<std::string> tables_;  // lower case: the file's tables, without those that SQLite provides
    const std::chrono::steady_clock::time_point until_;
    unsigned looks_ = 0;
    std::size_t answer_bytes_ = 0;
    Stopped stopped_ = Stopped::no;
    std::string denied_function_, denied_table_;
};

}  // namespace secure_export::db
