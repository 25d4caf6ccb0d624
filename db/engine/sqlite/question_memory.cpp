#include "db/engine/sqlite/question_memory.h"

#include <sqlite3.h>

#include <atomic>
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

thread_local Account account;

// The number of open accounts in all threads.  While it is 0, as nearly always, an allocation does not access its
// thread's account: in a library loaded at run time, each access of a thread_local variable is a function call.
std::atomic<int> open_accounts{0};

// This thread's account; null if none is open.
Account* own_account() {
    if (open_accounts.load(std::memory_order_relaxed) == 0) return nullptr;  // a thread always sees its own account
    Account& own = account;
    return own.open ? &own : nullptr;
}

sqlite3_mem_methods usual;  // set once, before SQLite allocates anything

void* allocate(int bytes) {
    Account* const own = own_account();
    if (!own) return usual.xMalloc(bytes);
    if (!own->may_have(bytes)) return nullptr;
    void* const memory = usual.xMalloc(bytes);
    if (memory) own->left -= usual.xSize(memory);
    return memory;
}

void release(void* memory) {
    if (Account* const own = own_account()) own->left += usual.xSize(memory);
    usual.xFree(memory);
}

void* resize(void* memory, int bytes) {
    Account* const own = own_account();
    if (!own) return usual.xRealloc(memory, bytes);
    const std::int64_t before = usual.xSize(memory);
    if (!own->may_have(bytes - before)) return nullptr;
    void* const moved = usual.xRealloc(memory, bytes);
    if (moved) own->left -= usual.xSize(moved) - before;
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

QuestionMemory::QuestionMemory(std::int64_t max_bytes) {
    account = {true, false, max_bytes};
    ++open_accounts;
}
QuestionMemory::~QuestionMemory() {
    --open_accounts;
    account = {};
}
bool QuestionMemory::refused() const { return account.refused; }

}  // namespace secure_export::db
