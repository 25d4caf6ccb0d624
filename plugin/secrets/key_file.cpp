#include "secrets/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "secrets/hex.h"
#include "secrets/limits.h"

namespace secure_export::secrets {
namespace {

constexpr std::size_t id_digits = 16, key_digits = 64;

constexpr std::string_view heading =
    "# The keys of the secrets in secure-export.sqlite, newest first.  Whoever has both files can read the secrets;\n"
    "# without this one nobody can: back it up, apart from the database.\n";

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int operator*() const { return number_; }

private:
    const int number_;
};

// Text with keys; wiped at the end of its scope.
struct Text {
    ~Text() { wipe(bytes); }
    std::string bytes;
};

Error refused(const std::filesystem::path& file, const std::string& what) {
    return {Fault::refused, "key file " + file.string() + " " + what, ""};
}

Error failed(const std::filesystem::path& file, const char* doing, int error) {
    const bool for_an_operator = error == EACCES || error == EPERM || error == EROFS;
    return {for_an_operator ? Fault::refused : Fault::unavailable,
            "key file " + file.string() + " cannot be " + doing + ": " + std::generic_category().message(error) +
                (for_an_operator ? "; it and its directory have to belong to the user this program runs as" : ""),
            ""};
}

Outcome may_be_used(const std::filesystem::path& file, const struct stat& about) {
    if (S_ISLNK(about.st_mode)) return refused(file, "is a symbolic link: put the file itself in its place");
    if (!S_ISREG(about.st_mode)) return refused(file, "is not a regular file: put the key file in its place");
    if (about.st_mode & 077)
        return refused(file, "can be read or written by others than its owner: run `chmod 600 " + file.string() +
                                 "`; if others may have read it, also run `secure-export secret rotate-key` and change "
                                 "the secrets themselves");
    return {};
}

Result<std::vector<Key>> keys_in(const std::filesystem::path& file, std::string_view text) {
    const Error damaged = refused(file,
                                  "is damaged: restore it from a backup, or move it away and set every secret again "
                                  "(`secure-export secret list`)");
    std::vector<Key> keys;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (line.starts_with('#')) continue;
        if (end == text.npos || line.size() != id_digits + 1 + key_digits || line[id_digits] != ' ' ||
            keys.size() == max_keys)
            return damaged;
        Text bytes{from_hex(line.substr(id_digits + 1)).value_or("")};
        Key key;
        key.id = line.substr(0, id_digits);
        if (bytes.bytes.size() != key.bytes.size() || !from_hex(key.id)) return damaged;
        std::memcpy(key.bytes.data(), bytes.bytes.data(), key.bytes.size());
        keys.push_back(key);
    }
    if (keys.empty()) return damaged;
    return keys;
}

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(file, text.data(), text.size());
        if (count < 0 && errno != EINTR) return false;
        if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool give_to_owner_of(const std::filesystem::path& directory, int file) {
    struct stat about {};
    if (::geteuid() != 0) return true;
    if (::stat(directory.c_str(), &about) != 0) return false;
    return about.st_uid == 0 || ::fchown(file, about.st_uid, about.st_gid) == 0;
}

}  // namespace

// The draft always has the same name, so that the next change overwrites one left by a crash.
KeyFile::KeyFile(const std::filesystem::path& data_dir) : path_(data_dir / "secret.key"), draft_(path_) {
    draft_ += ".new";
}

Outcome KeyFile::check() const {
    struct stat about {};
    if (::lstat(path_.c_str(), &about) == 0) return may_be_used(path_, about);
    if (errno == ENOENT) return {};
    return failed(path_, "looked at", errno);
}

Result<std::vector<Key>> KeyFile::read() const {
    // O_NONBLOCK: opening must not block if somebody put a FIFO there.
    const Descriptor file(::open(path_.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (*file < 0) {
        const int error = errno;
        if (error == ENOENT) return std::vector<Key>();
        if (const Outcome fit = check(); !fit) return fit.error();
        return failed(path_, "read", error);
    }
    struct stat about {};
    if (::fstat(*file, &about) != 0) return failed(path_, "read", errno);
    if (const Outcome fit = may_be_used(path_, about); !fit) return fit.error();
    Text text{std::string(max_key_file_bytes + 1, '\0')};
    std::size_t size = 0;
    while (size < text.bytes.size()) {
        const ssize_t count = ::read(*file, text.bytes.data() + size, text.bytes.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed(path_, "read", errno);
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    return keys_in(path_, std::string_view(text.bytes).substr(0, size));
}

Outcome KeyFile::write_draft(const std::vector<Key>& keys) const {
    Text text{std::string(heading)};
    text.bytes.reserve(max_key_file_bytes);
    for (const Key& key : keys) {
        Text digits{hex({reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()})};
        text.bytes += key.id + ' ';
        text.bytes += digits.bytes;
        text.bytes += '\n';
    }
    ::unlink(draft_.c_str());
    const Descriptor draft(::open(draft_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (*draft < 0) return failed(draft_, "made", errno);
    // The umask may have removed the owner's bits, too.
    if (::fchmod(*draft, 0600) != 0 || !give_to_owner_of(path_.parent_path(), *draft) ||
        !write_all(*draft, text.bytes) || ::fsync(*draft) != 0) {
        const int error = errno;
        ::unlink(draft_.c_str());
        return failed(draft_, "written", error);
    }
    return {};
}

// `result`: of the system call that renamed the draft.
Outcome KeyFile::put_in_place(int result) const {
    const int error = errno;
    ::unlink(draft_.c_str());
    if (result != 0) return failed(path_, "put in its place", error);
    const Descriptor directory(::open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (*directory < 0 || ::fsync(*directory) != 0) return failed(path_, "written to disk", errno);
    return {};
}

Outcome KeyFile::create(const Key& first) const {
    if (Outcome drafted = write_draft({first}); !drafted) return drafted;
    return put_in_place(::link(draft_.c_str(), path_.c_str()));  // unlike rename(), fails if the file exists
}

Outcome KeyFile::replace(const std::vector<Key>& keys) const {
    if (keys.size() > max_keys)
        return refused(path_, "would hold more than " + std::to_string(max_keys) +
                                  " keys: rotations were interrupted again and again; see what stops them");
    if (Outcome drafted = write_draft(keys); !drafted) return drafted;
    return put_in_place(::rename(draft_.c_str(), path_.c_str()));
}

}  // namespace secure_export::secrets
