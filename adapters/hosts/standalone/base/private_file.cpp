#include "adapters/hosts/standalone/base/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/limits.h"

namespace secure_export::host {
namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    int number() const { return number_; }
    bool good() const { return number_ >= 0; }

private:
    int number_;
};

[[noreturn]] void fail(const char* what, const std::filesystem::path& file, int problem) {
    throw Failure(std::string("cannot ") + what + " " + file.string() + ": " +
                  std::generic_category().message(problem));
}

}  // namespace

std::optional<std::string> read_private_file(const std::filesystem::path& file) {
    const Descriptor in(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!in.good() && errno == ENOENT) return std::nullopt;
    if (!in.good() && errno == ELOOP)
        throw Failure(file.string() + " is a symbolic link; put the file itself there, or remove it");
    if (!in.good()) fail("read", file, errno);
    struct stat about {};
    if (fstat(in.number(), &about) != 0) fail("read", file, errno);
    if (!S_ISREG(about.st_mode)) throw Failure(file.string() + " is not a regular file; remove it");
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw Failure("others than its owner can use " + file.string() + "; make it private: chmod 600 " +
                      file.string());
    std::string text(max_private_file_bytes + 1, '\0');
    const ssize_t count = read(in.number(), text.data(), text.size());
    if (count < 0) fail("read", file, errno);
    text.resize(static_cast<std::size_t>(count));
    if (text.size() > max_private_file_bytes)
        throw Failure(file.string() + " is larger than such a file can be; remove it");
    return text;
}

void write_private_file(const std::filesystem::path& file, std::string_view text) {
    const std::filesystem::path draft = file.string() + ".new." + std::to_string(getpid());
    unlink(draft.c_str());  // left by a process that died and had the same id
    {
        const Descriptor out(open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!out.good()) fail("write", draft, errno);
        const ssize_t count = write(out.number(), text.data(), text.size());
        if (count != static_cast<ssize_t>(text.size()) || fsync(out.number()) != 0) {
            const int problem = count >= 0 && count != static_cast<ssize_t>(text.size()) ? ENOSPC : errno;
            unlink(draft.c_str());
            fail("write", draft, problem);
        }
    }
    if (rename(draft.c_str(), file.c_str()) != 0) {
        const int problem = errno;
        unlink(draft.c_str());
        fail("write", file, problem);
    }
    const Descriptor directory(open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.good() || fsync(directory.number()) != 0) fail("write", file, errno);
}

}  // namespace secure_export::host
