#pragma once
// Holds an operator's question to reading, to functions that are known, and to limits of time and memory.  Only for
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

// Of memory in SQLite, for one question; an answer is counted apart.
constexpr std::int64_t max_bytes_at_work = 48 << 20;
// Of the column names and rows of an answer.
constexpr std::size_t max_bytes_of_an_answer = 16 << 20;
// Bodies are at most 1 MiB.
constexpr int max_bytes_of_a_value = 4 << 20;
constexpr int max_bytes_of_a_statement = 64 << 10;
constexpr int max_columns = 200;
constexpr std::chrono::seconds max_time{10};

class QuestionLimits {
public:
    // On `handle`, which is for this question alone, from now on.  Both must outlive it.
    QuestionLimits(sqlite3* handle, std::span<const std::string_view> denied_tables);
    QuestionLimits(const QuestionLimits&) = delete;
    ~QuestionLimits();

    // Why SQLite stopped with `code`: which limit, or SQLite's own words.  Fault::invalid.
    Error why(int code) const;

    // Adds a value of the answer.  Fault::invalid where the answer becomes too large.
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
    std::set<std::string> tables_;  // lower case: those of the file, not the ones that SQLite makes up
    const std::chrono::steady_clock::time_point until_;
    unsigned looks_ = 0;
    std::size_t answer_bytes_ = 0;
    Stopped stopped_ = Stopped::no;
    std::string denied_function_, denied_table_;
};

}  // namespace secure_export::db
