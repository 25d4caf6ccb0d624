#pragma once
// How much memory SQLite may have for an operator's question: counted by the thread that asks, in SQLite's allocator,
// so that a question which needs too much fails by itself ("out of memory") and nobody else's work does.  Only for
// db/engine/sqlite/*.cpp.

#include <cstdint>

namespace secure_export::db {

// Before anything else is asked of SQLite in this process; later calls change nothing.  Where the host used SQLite
// before us, its allocator stays and nothing is counted: the progress handler's look at SQLite's own count is then all
// there is (question_limits.cpp), and it sees nothing while a statement is read.
void count_question_memory();

// While it lives, what this thread allocates in SQLite is counted, and refused beyond `max_bytes`.  One at a time.
class QuestionMemory {
public:
    explicit QuestionMemory(std::int64_t max_bytes);
    QuestionMemory(const QuestionMemory&) = delete;
    ~QuestionMemory();
    bool refused() const;
};

}  // namespace secure_export::db
