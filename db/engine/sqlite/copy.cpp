#include "db/engine/copy.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "db/engine/sqlite/question_memory.h"

namespace secure_export::db {
namespace {

constexpr int patience_ms = 10'000;

Error failed(const std::filesystem::path& from, const std::string& why) {
    return {Fault::unavailable, "database " + from.filename().string() + " cannot be copied: " + why, ""};
}

// Creates an empty file, which VACUUM INTO accepts, so that it has mode 0600 before it has content.
bool make_empty(const std::filesystem::path& file) {
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (made < 0) return false;
    const bool good = ::fchmod(made, 0600) == 0;
    ::close(made);
    return good;
}

bool on_disk(const std::filesystem::path& file) {
    const int open = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (open < 0) return false;
    const bool good = ::fsync(open) == 0;
    ::close(open);
    return good;
}

}  // namespace

Outcome copy_database(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (!make_empty(to)) return failed(from, to.string() + ": " + std::generic_category().message(errno));
    // A separate connection, since VACUUM INTO fails inside a transaction; it is a read transaction itself.
    sqlite3* opened = nullptr;
    count_question_memory();
    int code = sqlite3_open_v2(from.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, nullptr);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> connection(opened, &sqlite3_close);
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(opened, patience_ms);
        sqlite3_stmt* statement = nullptr;
        code = sqlite3_prepare_v2(opened, "VACUUM INTO ?1", -1, &statement, nullptr);
        if (code == SQLITE_OK) {
            sqlite3_bind_text(statement, 1, to.c_str(), -1, SQLITE_TRANSIENT);
            code = sqlite3_step(statement);
            sqlite3_finalize(statement);
        }
    }
    if (code == SQLITE_DONE && on_disk(to)) return {};
    const Error error = failed(from, code == SQLITE_DONE ? std::generic_category().message(errno)
                                     : opened            ? sqlite3_errmsg(opened)
                                                         : sqlite3_errstr(code));
    ::unlink(to.c_str());
    return error;
}

}  // namespace secure_export::db
