#include "db/engine/sqlite/sqlite_connection.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>

#include "db/engine/sqlite/question_memory.h"

namespace secure_export::db {
namespace {

// To how many bytes the write-ahead log is truncated after a checkpoint, if a burst made it longer.
constexpr const char* keep_little_log = "PRAGMA journal_size_limit = 67108864";

Error cannot_create(const std::filesystem::path& file, int error) {
    const std::string why = std::generic_category().message(error);
    return {Fault::unavailable,
            "cannot create database " + file.string() + ": " + why +
                "; make the directory writable for the user this program runs as",
            ""};
}

// Creates an empty file of mode 0600 under another name and links it to its place, which fails if a file is there.
// SQLite itself would create it with a mode given by the umask.  Opening the place and closing it again would drop the
// locks of another connection of this process (POSIX locks).
Outcome create_file(const std::filesystem::path& file) {
    static std::atomic<unsigned> count{0};
    const std::string draft = file.string() + "." + std::to_string(getpid()) + "-" + std::to_string(count++) + ".new";
    const int made = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) return cannot_create(file, errno);
    ::fchmod(made, 0600);
    ::close(made);
    const int error = ::link(draft.c_str(), file.c_str()) == 0 ? 0 : errno;
    ::unlink(draft.c_str());
    if (error != 0 && error != EEXIST) return cannot_create(file, error);
    return {};
}

Outcome check_place(const std::filesystem::path& file, bool create) {
    std::error_code ignored;
    const auto directory = file.parent_path();
    if (!std::filesystem::is_directory(directory, ignored)) {
        return Error{Fault::unavailable,
                     "there is no directory " + directory.string() + " (or it may not be entered) for database " +
                         file.filename().string() + ": create it for the user this program runs as, mode 0700",
                     ""};
    }
    if (std::filesystem::exists(file, ignored)) return {};
    if (create) return create_file(file);
    return Error{Fault::unavailable,
                 "there is no database " + file.string() + " yet: start the service once, or check the data directory",
                 ""};
}

}  // namespace

int SqliteConnection::execute(const char* sql) { return sqlite3_exec(handle, sql, nullptr, nullptr, nullptr); }

int SqliteConnection::run(Step step) noexcept {
    // A deferred BEGIN reads nothing; fix_state does.
    static constexpr const char* texts[] = {"BEGIN", "BEGIN IMMEDIATE", "SELECT 1 FROM sqlite_schema LIMIT 1", "COMMIT",
                                            "ROLLBACK"};
    sqlite3_stmt*& kept = steps_[static_cast<std::size_t>(step)];
    if (!kept) {
        const char* const sql = texts[static_cast<std::size_t>(step)];
        const int code = sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &kept, nullptr);
        if (code != SQLITE_OK) return code;
    }
    const int code = sqlite3_step(kept);
    sqlite3_reset(kept);  // the connection keeps the error message
    return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

Outcome SqliteConnection::open(const std::filesystem::path& file, const Database::Options& options) {
    if (beside_inherited) {
        return Error{Fault::broken,
                     "database " + file.string() +
                         " cannot be used by this process, which was copied from one that had it open: let the host "
                         "start its workers with fork(), outside of calls to the plugin",
                     ""};
    }
    if (auto place = check_place(file, options.create && !options.read_only); !place) return place;
    count_question_memory();
    // SQLite needs no mutex of its own: we hold ours for whole transactions.
    const int flags = (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX |
                      SQLITE_OPEN_EXRESCODE;
    std::error_code no_log;
    const bool has_log = std::filesystem::file_size(file.string() + "-wal", no_log) > 0 && !no_log;
    const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
    if (code != SQLITE_OK) {
        const Error error = failure(code, file, handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
        close();
        return error;
    }
    auto ready = set_up(file, options);
    if (!ready && has_log)
        close_without_checkpoint();  // leave another program's log as it is
    else if (!ready)
        close();
    return ready;
}

Outcome SqliteConnection::set_up(const std::filesystem::path& file, const Database::Options& options) {
    sqlite3_busy_timeout(handle, options.busy_ms);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    const std::string synchronous = std::string("PRAGMA synchronous = ") + options.synchronous;
    for (const char* sql : {"PRAGMA cell_size_check = ON", keep_little_log, synchronous.c_str()}) {
        if (const int code = execute(sql); code != SQLITE_OK) return failure(code, file, sqlite3_errmsg(handle));
    }
    // Check this before anything is written: even the journal mode of a foreign file must not change.
    if (auto ours = check_identity(file, options.identity); !ours) return ours;
    if (!options.read_only) {
        if (sqlite3_db_readonly(handle, "main") == 1) {
            return failure(SQLITE_READONLY, file, "the file is write-protected");
        }
        if (auto wal = turn_wal_on(file, options.busy_ms); !wal) return wal;
    }
    if (auto done = migrate(file, options); !done) return done;
    sqlite3_wal_hook(handle, committed, this);
    pages_of_log_ = options.pages_of_log;
    if (options.query_only && execute("PRAGMA query_only = ON") != SQLITE_OK)
        return failure(SQLITE_ERROR, file, sqlite3_errmsg(handle));
    return {};
}

// Replaces SQLite's own hook, which checkpoints inside the commit that fills the log.
int SqliteConnection::committed(void* self, sqlite3* handle, const char* schema, int pages) {
    auto& connection = *static_cast<SqliteConnection*>(self);
    connection.log_pages = pages;
    if (pages >= connection.pages_of_log_)
        sqlite3_wal_checkpoint_v2(handle, schema, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    return SQLITE_OK;  // the commit has succeeded, even if the checkpoint failed
}

// The change to WAL needs exclusive access, and SQLite does not call the busy handler when two processes attempt it at
// once.
Outcome SqliteConnection::turn_wal_on(const std::filesystem::path& file, int busy_ms) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(busy_ms);
    for (;;) {
        std::string mode;
        const auto take = [](void* into, int, char** values, char**) {
            *static_cast<std::string*>(into) = values[0] ? values[0] : "";
            return 0;
        };
        const int code = sqlite3_exec(handle, "PRAGMA journal_mode = WAL", take, &mode, nullptr);
        if (code == SQLITE_OK && mode == "wal") return {};
        if (code == SQLITE_OK) {
            return Error{Fault::unavailable,
                         "database " + file.string() + " cannot use a write-ahead log (journal mode stays \"" + mode +
                             "\"): keep it on a local file system",
                         ""};
        }
        if ((code & 0xff) != SQLITE_BUSY || std::chrono::steady_clock::now() > until) {
            return failure(code, file, sqlite3_errmsg(handle));
        }
        sqlite3_sleep(5);
    }
}

void SqliteConnection::close() {
    for (auto& [text, statement] : statements) sqlite3_finalize(statement.handle);
    statements.clear();
    for (sqlite3_stmt*& kept : steps_) {
        sqlite3_finalize(kept);
        kept = nullptr;
    }
    if (handle) sqlite3_close_v2(handle);
    handle = nullptr;
}

void SqliteConnection::close_without_checkpoint() {
    if (handle) sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    close();
}

}  // namespace secure_export::db
