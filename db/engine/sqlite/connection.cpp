#include "db/engine/sqlite/connection.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "db/engine/sqlite/question_memory.h"

namespace secure_export::db {
namespace {

// What a burst may leave of the write-ahead log once it has been checkpointed; in bytes.
constexpr const char* keep_little_log = "PRAGMA journal_size_limit = 67108864";

Error cannot_create(const std::filesystem::path& file, int error) {
    const std::string why = std::strerror(error);
    return {Fault::unavailable,
            "cannot create database " + file.string() + ": " + why +
                "; make the directory writable for the user this program runs as",
            ""};
}

// SQLite would create the file with what the umask leaves; and closing a descriptor of a file that another connection
// of this process has open would drop that connection's locks.  So an empty file of mode 0600 is made under another
// name and then linked to its place, which fails where one is already.
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

int Connection::execute(const char* sql) { return sqlite3_exec(handle, sql, nullptr, nullptr, nullptr); }

int Connection::execute_prepared(std::string_view sql) {
    auto place = statements.find(sql);
    if (place == statements.end()) {
        sqlite3_stmt* made = nullptr;
        const int code = sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                            &made, nullptr);
        if (code != SQLITE_OK) return code;
        place = statements.emplace(std::string(sql), CachedStatement{made}).first;
    }
    const int code = sqlite3_step(place->second.handle);
    sqlite3_reset(place->second.handle);  // the error text stays with the connection
    return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

Outcome Connection::open(const std::filesystem::path& file, const Database::Options& options) {
    if (beside_inherited) {
        return Error{Fault::broken,
                     "database " + file.string() +
                         " is out of reach in this process, which was copied from another one "
                         "in the middle of its work with it: let the host start its workers with fork(), outside calls",
                     ""};
    }
    if (auto place = check_place(file, options.create && !options.read_only); !place) return place;
    count_question_memory();
    // No mutex of SQLite's own: ours is held for whole transactions.
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
        close_without_checkpoint();  // what another program left in its log stays there
    else if (!ready)
        close();
    return ready;
}

Outcome Connection::set_up(const std::filesystem::path& file, const Database::Options& options) {
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
    // Before anything is written: not even the journal mode of a file that is not ours is changed.
    if (auto ours = check_identity(file, options.identity); !ours) return ours;
    if (!options.read_only) {
        if (sqlite3_db_readonly(handle, "main") == 1) {
            return failure(SQLITE_READONLY, file, "the file is write-protected");
        }
        if (auto wal = turn_wal_on(file, options.busy_ms); !wal) return wal;
    }
    return migrate(file, options);
}

// The change to WAL needs the file for itself, and SQLite does not call the busy handler where two ask for that at
// once.
Outcome Connection::turn_wal_on(const std::filesystem::path& file, int busy_ms) {
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

int Connection::one_text(const char* sql, std::string& text) {
    const auto take = [](void* into, int, char** values, char**) {
        *static_cast<std::string*>(into) = values[0] ? values[0] : "";
        return 0;
    };
    return sqlite3_exec(handle, sql, take, &text, nullptr);
}

int Connection::user_version(std::int64_t& version) {
    std::string text;
    const int code = one_text("PRAGMA user_version", text);
    version = std::strtoll(text.c_str(), nullptr, 10);
    return code;
}

Outcome Connection::check_identity(const std::filesystem::path& file, const Identity& identity) {
    if (identity.application_id == 0) return {};
    std::string id, others, known;
    std::string wanted;
    for (const std::string_view table : identity.tables)
        wanted += (wanted.empty() ? "'" : ", '") + std::string(table) + "'";
    const std::string count_known =
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (" + wanted + ")";
    int code = one_text("PRAGMA application_id", id);
    if (code == SQLITE_OK)
        code = one_text(
            "SELECT group_concat(name, ', ') FROM (SELECT name FROM sqlite_schema WHERE type = 'table' LIMIT 5)",
            others);
    if (code == SQLITE_OK) code = one_text(count_known.c_str(), known);
    if (code != SQLITE_OK) return failure(code, file, sqlite3_errmsg(handle));
    if (id == std::to_string(identity.application_id)) return {};
    if (id == "0" && (others.empty() || known == std::to_string(identity.tables.size()))) return {};
    return Error{Fault::broken,
                 file.string() + " belongs to another program (" + (id == "0" ? "" : "application id " + id + "; ") +
                     "its tables: " + (others.empty() ? "none" : others) +
                     "): nothing was changed; name another data directory, or move that file away",
                 ""};
}

Outcome Connection::stamp(const std::filesystem::path& file, const Identity& identity) {
    if (identity.application_id == 0) return {};
    std::string id;
    const std::string wanted = std::to_string(identity.application_id);
    int code = one_text("PRAGMA application_id", id);
    if (code == SQLITE_OK && id != wanted) code = execute(("PRAGMA application_id = " + wanted).c_str());
    if (code == SQLITE_OK) return {};
    return failure(code, file, sqlite3_errmsg(handle));
}

int Connection::drop_views() {
    std::string drops;
    const int code = one_text(
        "SELECT group_concat('DROP VIEW \"' || replace(name, '\"', '\"\"') || '\"', ';') FROM sqlite_schema "
        "WHERE type = 'view'",
        drops);
    return code == SQLITE_OK && !drops.empty() ? execute(drops.c_str()) : code;
}

// Which text the views were made of stands in the table made_views: a start of the same program reads one row.
Outcome Connection::make_views(const std::filesystem::path& file, const Views& views) {
    if (views.fingerprint.empty()) return {};
    const auto made_of = [&](std::string& fingerprint) {
        std::string there;
        const int code = one_text("SELECT name FROM sqlite_schema WHERE name = 'made_views'", there);
        return code == SQLITE_OK && !there.empty() ? one_text("SELECT fingerprint FROM made_views", fingerprint) : code;
    };
    std::string before;
    int code = made_of(before);
    if (code == SQLITE_OK && before == views.fingerprint) return {};
    if (code == SQLITE_OK) code = execute("BEGIN IMMEDIATE");
    before.clear();
    if (code == SQLITE_OK) code = made_of(before);  // another process may have been first
    if (code == SQLITE_OK && before != views.fingerprint) {
        code = drop_views();
        if (code == SQLITE_OK) code = execute(std::string(views.text).c_str());
        if (code == SQLITE_OK) code = execute("CREATE TABLE IF NOT EXISTS made_views (fingerprint TEXT NOT NULL)");
        if (code == SQLITE_OK) code = execute("DELETE FROM made_views");
        if (code == SQLITE_OK)
            code = execute(("INSERT INTO made_views VALUES ('" + std::string(views.fingerprint) + "')").c_str());
    }
    if (code == SQLITE_OK) code = execute("COMMIT");
    if (code == SQLITE_OK) return {};
    Error error = failure(code, file, sqlite3_errmsg(handle));
    error.detail += " (making the views anew)";
    if (!sqlite3_get_autocommit(handle)) execute("ROLLBACK");
    return error;
}

Outcome Connection::migrate(const std::filesystem::path& file, const Database::Options& options) {
    const auto wanted = static_cast<std::int64_t>(options.migrations.size());
    std::int64_t version = 0;
    if (const int code = user_version(version); code != SQLITE_OK) {  // also the first read: finds damage
        return failure(code, file, sqlite3_errmsg(handle));
    }
    if (wanted == 0) return {};
    if (version > wanted) {
        return Error{Fault::broken,
                     "database " + file.string() + " was written by a newer version of this program (schema " +
                         std::to_string(version) + ", this one knows " + std::to_string(wanted) +
                         "): install that version again",
                     ""};
    }
    if (version < wanted && (options.read_only || !options.create)) {
        return Error{Fault::unavailable,
                     "database " + file.string() + " has schema " + std::to_string(version) + ", this program needs " +
                         std::to_string(wanted) + ": start the service once, it brings the database up to date",
                     ""};
    }
    for (auto number = static_cast<std::size_t>(version); number < options.migrations.size(); ++number) {
        if (auto done = run_migration(file, options, number); !done) return done;
    }
    if (options.read_only || !options.create) return {};
    if (auto done = make_views(file, options.views); !done) return done;
    return stamp(file, options.identity);
}

Outcome Connection::run_migration(const std::filesystem::path& file, const Database::Options& options,
                                  std::size_t number) {
    int code = execute("BEGIN IMMEDIATE");
    std::int64_t version = 0;
    if (code == SQLITE_OK) code = user_version(version);
    // Another process may have been first while this one waited for the lock.
    if (code == SQLITE_OK && static_cast<std::size_t>(version) == number) {
        // A view that names what this migration drops or renames would make it fail; the new ones follow.
        if (!options.views.fingerprint.empty()) {
            code = drop_views();
            std::string there;
            if (code == SQLITE_OK) code = one_text("SELECT name FROM sqlite_schema WHERE name = 'made_views'", there);
            if (code == SQLITE_OK && !there.empty()) code = execute("DELETE FROM made_views");
        }
        if (code == SQLITE_OK) code = execute(std::string(options.migrations[number]).c_str());
        if (code == SQLITE_OK) code = execute(("PRAGMA user_version = " + std::to_string(number + 1)).c_str());
    }
    if (code == SQLITE_OK) code = execute("COMMIT");
    if (code == SQLITE_OK) return {};
    Error error = failure(code, file, sqlite3_errmsg(handle));
    error.detail += " (bringing the schema from " + std::to_string(number) + " to " + std::to_string(number + 1) + ")";
    if (!sqlite3_get_autocommit(handle)) execute("ROLLBACK");
    return error;
}

void Connection::close() {
    for (auto& [text, statement] : statements) sqlite3_finalize(statement.handle);
    statements.clear();
    if (handle) sqlite3_close_v2(handle);
    handle = nullptr;
}

void Connection::close_without_checkpoint() {
    if (handle) sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    close();
}

Error failure(int code, const std::filesystem::path& file, std::string_view sqlite_says) {
    const std::string name = "database " + file.string();
    const std::string detail = "SQLite " + std::to_string(code) + ": " + std::string(sqlite_says);
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {Fault::unavailable, name + " is kept busy by another process; trying again helps", detail};
        case SQLITE_FULL:
            return {Fault::unavailable, name + " cannot be written, the disk is full: free space there", detail};
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {Fault::unavailable,
                    name + " cannot be opened: check that it and its directory belong to the user this program runs as",
                    detail};
        case SQLITE_READONLY:
            return {Fault::unavailable,
                    name +
                        " cannot be written: check that it, its -wal and -shm files and its directory are writable for "
                        "the user this program runs as",
                    detail};
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            return {Fault::broken,
                    name +
                        " is damaged or no SQLite database: stop the service, keep a copy, and restore a backup or "
                        "recover it with the sqlite3 shell's \".recover\"",
                    detail};
        case SQLITE_IOERR:
            return {Fault::unavailable,
                    name + " cannot be read or written, input/output error: check disk and file system", detail};
        case SQLITE_NOMEM: return {Fault::unavailable, name + ": not enough memory", detail};
        default:
            return {Fault::broken,
                    name + " does not do what it must (" + sqlite3_errstr(code & 0xff) +
                        "): stop the service, keep a copy, and check it with the sqlite3 shell's \"PRAGMA "
                        "integrity_check\"",
                    detail};
    }
}

void throw_failure(sqlite3* handle, int code) {
    const std::string what = sqlite3_errmsg(handle);
    if ((code & 0xff) == SQLITE_CONSTRAINT) throw ConstraintError(what);
    throw StorageError("SQLite " + std::to_string(code) + ": " + what);
}

}  // namespace secure_export::db
