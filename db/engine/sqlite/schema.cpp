// Checks whether the file is ours; migrations and views.

#include <sqlite3.h>

#include "db/engine/sqlite/sqlite_connection.h"

namespace secure_export::db {

int SqliteConnection::one_text(const char* sql, std::string& text) {
    const auto take = [](void* into, int, char** values, char**) {
        *static_cast<std::string*>(into) = values[0] ? values[0] : "";
        return 0;
    };
    return sqlite3_exec(handle, sql, take, &text, nullptr);
}

int SqliteConnection::user_version(std::int64_t& version) {
    std::string text;
    const int code = one_text("PRAGMA user_version", text);
    version = std::strtoll(text.c_str(), nullptr, 10);
    return code;
}

Outcome SqliteConnection::check_identity(const std::filesystem::path& file, const Identity& identity) {
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

Outcome SqliteConnection::stamp(const std::filesystem::path& file, const Identity& identity) {
    if (identity.application_id == 0) return {};
    std::string id;
    const std::string wanted = std::to_string(identity.application_id);
    int code = one_text("PRAGMA application_id", id);
    if (code == SQLITE_OK && id != wanted) code = execute(("PRAGMA application_id = " + wanted).c_str());
    if (code == SQLITE_OK) return {};
    return failure(code, file, sqlite3_errmsg(handle));
}

int SqliteConnection::drop_views() {
    std::string drops;
    const int code = one_text(
        "SELECT group_concat('DROP VIEW \"' || replace(name, '\"', '\"\"') || '\"', ';') FROM sqlite_schema "
        "WHERE type = 'view'",
        drops);
    return code == SQLITE_OK && !drops.empty() ? execute(drops.c_str()) : code;
}

// The table made_views stores the fingerprint of the views' text, so that a start of the same version reads one row
// only.
Outcome SqliteConnection::make_views(const std::filesystem::path& file, const Views& views) {
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
    if (code == SQLITE_OK) code = made_of(before);  // another process may have created them meanwhile
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

Outcome SqliteConnection::migrate(const std::filesystem::path& file, const Database::Options& options) {
    const auto wanted = static_cast<std::int64_t>(options.migrations.size());
    std::int64_t version = 0;
    if (const int code = user_version(version); code != SQLITE_OK) {  // the first read, so it also detects damage
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

Outcome SqliteConnection::run_migration(const std::filesystem::path& file, const Database::Options& options,
                                        std::size_t number) {
    int code = execute("BEGIN IMMEDIATE");
    std::int64_t version = 0;
    if (code == SQLITE_OK) code = user_version(version);
    // Another process may have migrated while this one waited for the lock.
    if (code == SQLITE_OK && static_cast<std::size_t>(version) == number) {
        // Drop the views first: one that uses what this migration drops or renames would make it fail.
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

}  // namespace secure_export::db
