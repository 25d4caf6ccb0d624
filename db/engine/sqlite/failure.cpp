#include <sqlite3.h>

#include "db/engine/sqlite/sqlite_connection.h"

namespace secure_export::db {

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
                    name + ": SQLite failed unexpectedly (" + sqlite3_errstr(code & 0xff) +
                        "): stop the service, keep a copy, and check it with the sqlite3 shell's \"PRAGMA "
                        "integrity_check\"",
                    detail};
    }
}

void throw_failure(int code, const std::string& sqlite_says) {
    if ((code & 0xff) == SQLITE_CONSTRAINT) throw ConstraintError(sqlite_says);
    throw StorageError("SQLite " + std::to_string(code) + ": " + sqlite_says);
}

void throw_failure(sqlite3* handle, int code) { throw_failure(code, sqlite3_errmsg(handle)); }

}  // namespace secure_export::db
