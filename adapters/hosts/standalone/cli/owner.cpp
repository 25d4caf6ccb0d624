#include "adapters/hosts/standalone/cli/owner.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#include "adapters/hosts/standalone/base/failure.h"

namespace secure_export::host {
namespace {

// Each lets a process enter any directory; containers often have the second only.
constexpr unsigned passing[] = {CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE};
constexpr unsigned sets = _LINUX_CAPABILITY_U32S_3;

// The C library has no functions for capget(2) and capset(2); libcap would be another dependency for two calls.
struct Capabilities {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[sets]{};

    bool read() { return syscall(SYS_capget, &header, data) == 0; }
    bool write() { return syscall(SYS_capset, &header, data) == 0; }
    bool permits(unsigned capability) const { return (data[0].permitted & (1U << capability)) != 0; }
};

// The first of these that the process has; -1 if it has none.
int passing_capability() {
    Capabilities now;
    if (!now.read()) return -1;
    const auto* const found =
        std::find_if(std::begin(passing), std::end(passing), [&](unsigned one) { return now.permits(one); });
    return found == std::end(passing) ? -1 : static_cast<int>(*found);
}

bool keep_only(int capability) {
    Capabilities kept;
    if (capability >= 0) kept.data[0].permitted = kept.data[0].effective = 1U << static_cast<unsigned>(capability);
    return kept.write();
}

bool can_enter(const std::filesystem::path& directory) {
    // A directory that does not exist yet is not checked here.
    return faccessat(AT_FDCWD, directory.c_str(), X_OK, AT_EACCESS) == 0 || errno != EACCES;
}

[[noreturn]] void fail(const std::filesystem::path& directory) {
    throw Failure("cannot become the owner of " + directory.string() + ": " + std::generic_category().message(errno));
}

}  // namespace

void become_owner_of(const std::filesystem::path& data_dir, std::initializer_list<std::filesystem::path> also) {
    struct stat about {};
    if (geteuid() != 0 || stat(data_dir.c_str(), &about) != 0 || about.st_uid == 0) return;
    const int passing = passing_capability();
    prctl(PR_SET_KEEPCAPS, 1);
    if (setgroups(0, nullptr) != 0 || setgid(about.st_gid) != 0 || setuid(about.st_uid) != 0) fail(data_dir);
    prctl(PR_SET_KEEPCAPS, 0);
    // setuid() has cleared the effective set, so this tests the owner's own permissions.
    const bool open = can_enter(data_dir) && std::all_of(also.begin(), also.end(), can_enter);
    if (!keep_only(open ? -1 : passing)) fail(data_dir);
}

}  // namespace secure_export::host
