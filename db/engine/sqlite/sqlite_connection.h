#pragma once
// One process's own connection to a database file: what engine, transactions and statements share.  Only for the
// sources beside it.

#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>

#include "db/engine/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace secure_export::db {

struct CachedStatement {
    sqlite3_stmt* handle = nullptr;
    bool in_use = false;
    bool in_order = false;  // its places stand in the order of their numbers, so that a place is SQLite's index
};
bool places_in_order(sqlite3_stmt* statement);

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

struct SqliteConnection {
    // Set when the process came by a copy of an open connection: see fork_guard.h.
    explicit SqliteConnection(bool inherited_an_open_one) : beside_inherited(inherited_an_open_one) {}

    const pid_t owner = getpid();
    const bool beside_inherited;
    std::timed_mutex mutex;                      // held for a transaction; guards all below
    std::atomic<std::thread::id> mutex_owner{};  // which thread holds the mutex, for fork()
    sqlite3* handle = nullptr;
    std::atomic<int> log_pages{0};  // length of the write-ahead log after this connection's last commit
    std::unordered_map<std::string, CachedStatement, TextHash, std::equal_to<>> statements;
    int open_statements = 0;  // that somebody holds: only these can be in the middle of their rows

    // Opens the file, sets the connection up and brings the schema to this program's version.
    Outcome open(const std::filesystem::path& file, const Database::Options& options);
    void close();                     // the last one to close a file also checkpoints it
    void close_without_checkpoint();  // quick: before fork()
    int execute(const char* sql);     // an SQLite result code

    // What each transaction runs, kept prepared.
    enum class Step { begin_to_read, begin_to_write, fix_state, commit, roll_back, count };
    int run(Step step) noexcept;  // an SQLite result code

private:
    static int committed(void* self, sqlite3* handle, const char* schema, int pages);
    Outcome set_up(const std::filesystem::path& file, const Database::Options& options);
    Outcome turn_wal_on(const std::filesystem::path& file, int busy_ms);
    Outcome check_identity(const std::filesystem::path& file, const Identity& identity);
    Outcome stamp(const std::filesystem::path& file, const Identity& identity);
    Outcome make_views(const std::filesystem::path& file, const Views& views);
    int drop_views();
    int one_text(const char* sql, std::string& text);  // of the first row and column; left alone where there is none
    Outcome migrate(const std::filesystem::path& file, const Database::Options& options);
    Outcome run_migration(const std::filesystem::path& file, const Database::Options& options, std::size_t number);
    int user_version(std::int64_t& version);

    int pages_of_log_ = 0;
    std::array<sqlite3_stmt*, static_cast<std::size_t>(Step::count)> steps_{};
};

// What went wrong with `file`, for operators: what it was and what to do.  `code` is an (extended) SQLite result code.
Error failure(int code, const std::filesystem::path& file, std::string_view sqlite_says);
[[noreturn]] void throw_failure(int code, const std::string& sqlite_says);
[[noreturn]] void throw_failure(sqlite3* handle, int code);  // with what SQLite says now

}  // namespace secure_export::db
