#include "db/engine/sqlite/question_memory.h"

#include <sqlite3.h>

#include <mutex>

namespace secure_export::db {
namespace {

struct Account {
    bool open = false, refused = false;
    std::int64_t left = 0;

    bool may_have(std::int64_t bytes) {
        if (bytes <= left) return true;
        refused = true;
        return false;
    }
};

// Trivial, so that threads which never ask a question pay for a look at a flag alone.
thread_local Account account;

sqlite3_mem_methods usual;  // set once, before SQLite allocates anything

void* allocate(int bytes) {
    Account& own = account;
    if (!own.open) return usual.xMalloc(bytes);
    if (!own.may_have(bytes)) return nullptr;
    void* const memory = usual.xMalloc(bytes);
    if (memory) own.left -= usual.xSize(memory);
    return memory;
}

void release(void* memory) {
    Account& own = account;
    if (own.open) own.left += usual.xSize(memory);
    usual.xFree(memory);
}

void* resize(void* memory, int bytes) {
    Account& own = account;
    if (!own.open) return usual.xRealloc(memory, bytes);
    const std::int64_t before = usual.xSize(memory);
    if (!own.may_have(bytes - before)) return nullptr;
    void* const moved = usual.xRealloc(memory, bytes);
    if (moved) own.left -= usual.xSize(moved) - before;
    return moved;
}

}  // namespace

void count_question_memory() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual) != SQLITE_OK) return;
        sqlite3_mem_methods counted = usual;
        counted.xMalloc = allocate;
        counted.xFree = release;
        counted.xRealloc = resize;
        sqlite3_config(SQLITE_CONFIG_MALLOC, &counted);
    });
}

QuestionMemory::QuestionMemory(std::int64_t most_bytes) { account = {true, false, most_bytes}; }
QuestionMemory::~QuestionMemory() { account = {}; }
bool QuestionMemory::refused() const { return account.refused; }

}  // namespace secure_export::db
