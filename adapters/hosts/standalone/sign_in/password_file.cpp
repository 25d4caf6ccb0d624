#include "adapters/hosts/standalone/sign_in/password_file.h"

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/private_file.h"

namespace secure_export::host {
namespace {

bool same_time(const timespec& one, const timespec& other) {
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

// A replaced file has another inode, one written in place another mtime; chmod changes the ctime.
bool same_file(const struct stat& one, const struct stat& other) {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino && one.st_size == other.st_size &&
           same_time(one.st_mtim, other.st_mtim) && same_time(one.st_ctim, other.st_ctim);
}

}  // namespace

const std::optional<PasswordRecord>& PasswordFile::current() {
    struct stat about {};
    // Errors other than a missing file are reported by the read below.
    if (lstat(path_.c_str(), &about) == 0 && seen_ && same_file(*seen_, about)) return record_;
    seen_.reset();
    record_.reset();
    const auto text = read_private_file(path_);
    if (!text) return record_;
    record_ = password_record(*text);
    if (!record_)
        throw Failure(path_.string() + " is damaged: set the password anew with `secure-export admin password`");
    seen_ = about;
    return record_;
}

void PasswordFile::set(const PasswordRecord& record) const { write_private_file(path_, text_of(record)); }

}  // namespace secure_export::host
