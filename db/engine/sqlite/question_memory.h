#pragma once
// Limits SQLite's memory for an operator's statement.  SQLite's allocator counts per thread, so that a statement that
// needs too much fails ("out of memory") without affecting other threads.  Only for db/engine/sqlite/*.cpp.

#include <cstdint>

namespace secure_export::db {

// Installs the counting allocator.  Call it before any other use of SQLite in this process; later calls do nothing.  If
// the host has used SQLite before, its allocator stays and nothing is counted.  Then only the progress handler checks
// SQLite's process-wide count (question_limits.cpp), which does not happen while a statement is parsed.
void count_question_memory();

// During its lifetime, counts what this thread allocates in SQLite and rejects allocations beyond `max_bytes`.  One per
// thread at a time.
class QuestionMemory {
public:
    explicit QuestionMemory(std::int64_t max_bytes);
    QuestionMemory(const QuestionMemory&) = delete;
    ~QuestionMemory();
    bool refused() const;
};

}  // namespace secure_export::db
