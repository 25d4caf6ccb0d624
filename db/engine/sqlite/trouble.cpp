#include "db/engine/trouble.h"

#include <sqlite3.h>

#include <charconv>

namespace secure_export::db {

// Both failure() and throw_failure() (sqlite_connection.cpp) write "SQLite 13: ...".
Trouble trouble_of(const Error& error) {
    constexpr std::string_view before = "SQLite ";
    const std::size_t at = error.detail.find(before);
    int code = 0;
    if (at != std::string::npos)
        std::from_chars(error.detail.data() + at + before.size(), error.detail.data() + error.detail.size(), code);
    const bool disk = (code & 0xff) == SQLITE_FULL || (code & 0xff) == SQLITE_IOERR;
    return disk ? Trouble::disk : Trouble::database;
}

}  // namespace secure_export::db
