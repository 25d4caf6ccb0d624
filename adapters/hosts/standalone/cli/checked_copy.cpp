#include "adapters/hosts/standalone/cli/checked_copy.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <system_error>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/private_file.h"

namespace secure_export::host {
namespace {

constexpr const char* sums_file = "SHA256SUMS";
constexpr std::size_t sum_digits = 64;

class Descriptor {
public:
    Descriptor(const std::filesystem::path& file, int flags) : number_(open(file.c_str(), flags | O_CLOEXEC, 0600)) {
        if (number_ < 0) throw Failure("cannot open " + file.string() + ": " + std::generic_category().message(errno));
    }
    Descriptor(const Descriptor&) = delete;
    ~Descriptor() { close(number_); }
    int operator*() const { return number_; }

private:
    const int number_;
};

class Sha256 {
public:
    Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
    }
    void add(const char* bytes, std::size_t count) { EVP_DigestUpdate(context_.get(), bytes, count); }
    std::string digits() {
        unsigned char sum[EVP_MAX_MD_SIZE];
        unsigned length = 0;
        EVP_DigestFinal_ex(context_.get(), sum, &length);
        std::string text;
        for (unsigned i = 0; i < length; ++i)
            text.append({"0123456789abcdef"[sum[i] >> 4], "0123456789abcdef"[sum[i] & 15]});
        return text;
    }

private:
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

bool write_all(int file, const char* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t written = write(file, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written;
        count -= static_cast<std::size_t>(written);
    }
    return true;
}

std::string copy_bytes(const Descriptor& in, const Descriptor& out, const std::filesystem::path& owner_of) {
    struct stat owner {};
    if (geteuid() == 0 && (stat(owner_of.c_str(), &owner) != 0 || fchown(*out, owner.st_uid, owner.st_gid) != 0))
        return {};
    Sha256 sum;
    std::string block(1 << 20, '\0');
    ssize_t count = 0;
    while ((count = read(*in, block.data(), block.size())) != 0) {
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 || !write_all(*out, block.data(), static_cast<std::size_t>(count))) return {};
        sum.add(block.data(), static_cast<std::size_t>(count));
    }
    OPENSSL_cleanse(block.data(), block.size());  // it may contain the key
    return fchmod(*out, 0600) == 0 && fsync(*out) == 0 ? sum.digits() : std::string();
}

}  // namespace

std::string copy_with_checksum(const std::filesystem::path& from, const std::filesystem::path& to,
                               const std::filesystem::path& owner_of) {
    const Descriptor in(from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    struct stat about {};
    if (fstat(*in, &about) != 0 || !S_ISREG(about.st_mode)) throw Failure(from.string() + " is not a regular file");
    const Descriptor out(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    std::string sum = copy_bytes(in, out, owner_of);
    if (sum.empty()) {
        const int problem = errno;
        unlink(to.c_str());
        throw Failure("cannot copy " + from.string() + " to " + to.string() + ": " +
                      std::generic_category().message(problem));
    }
    return sum;
}

void write_checksums(const std::filesystem::path& folder, const Checksums& sums) {
    std::string text;
    for (const auto& [name, sum] : sums) text += sum + "  " + name + "\n";
    write_private_file(folder / sums_file, text);
}

Checksums read_checksums(const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / sums_file;
    std::ifstream in(file);
    if (!in)
        throw Failure("cannot read " + file.string() + ": " + std::generic_category().message(errno) +
                      "; is this a backup?");
    Checksums sums;
    for (std::string line; std::getline(in, line);) {
        const bool good = line.size() > sum_digits + 2 && line.size() < sum_digits + 258 &&
                          line.find_first_not_of("0123456789abcdef") == sum_digits &&
                          line.substr(sum_digits, 2) == "  " && line.find('/') == line.npos;
        if (!good || sums.size() == 100) throw Failure(file.string() + " is damaged, or is not a list of checksums");
        sums[line.substr(sum_digits + 2)] = line.substr(0, sum_digits);
    }
    return sums;
}

}  // namespace secure_export::host
