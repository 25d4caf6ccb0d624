#pragma once
// A process's connection to a database file; shared by engine, transactions and statements.  Only for the sources in
// this folder.

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
    bool in_order = false;  // parameters first occur in the order of their numbers, so that $N has SQLite's index N
};
bool places_in_order(sqlite3_stmt* statement);

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

struct SqliteConnection {
    // `inherited_an_open_one`: the process has an open connection copied from its parent; see fork_guard.h.
    explicit SqliteConnection(bool inherited_an_open_one) : beside_inherited(inherited_an_open_one) {}

    const pid_t owner = getpid();
    const bool beside_inherited;
    std::timed_mutex mutex;                      // held during a transaction; guards all members below
    std::atomic<std::thread::id> mutex_owner{};  // the thread that holds the mutex, for fork()
    sqlite3* handle = nullptr;
    std::atomic<int> log_pages{0};  // length of the write-ahead log after this connection's last commit
    std::unordered_map<std::string, CachedStatement, TextHash, std::equal_to<>> statements;
    int open_statements = 0;  // statements in use: only these can be unfinished

    // Opens the file, sets up the connection and migrates the schema to this version's.
    Outcome open(const std::filesystem::path& file, const Database::Options& options);
    void close();                     // the last connection to a file also checkpoints it
    void close_without_checkpoint();  // quick: before fork()
    int execute(const char* sql);     // an SQLite result code

    // The statements that every transaction runs; prepared once.
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
    int one_text(const char* sql, std::string& text);  // first column of the first row; unchanged if there is no row
    Outcome migrate(const std::filesystem::path& file, const Database::Options& options);
    Outcome run_migration(const std::filesystem::path& file, const Database::Options& options, std::size_t number);
    int user_version(std::int64_t& version);

    int pages_of_log_ = 0;
    std::array<sqlite3_stmt*, static_cast<std::size_t>(Step::count)> steps_{};
};

// An Error for operators: what is wrong with `file` and what to do.  `code` is an (extended) SQLite result code.
Error failure(int code, const std::filesystem::path& file, std::string_view sqlite_says);
[[noreturn]] void throw_failure(int code, const std::string& sqlite_says);
[[noreturn]] void throw_failure(sqlite3* handle, int code);  // with SQLite's current error message

}  // namespace secure_export::db
