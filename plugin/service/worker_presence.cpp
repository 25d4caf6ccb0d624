#include "service/worker_presence.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace secure_export::service {

namespace {
constexpr Milliseconds between_presence_looks = std::chrono::seconds(2);
}

WorkerPresence::WorkerPresence(std::filesystem::path folder, const Environment& env)
    : folder_(std::move(folder)), env_(env) {}

// The file stays, unlocked: another process then releases the remaining claims of this one, and removes the file.
WorkerPresence::~WorkerPresence() {
    if (file_ >= 0) ::close(file_);
}

void WorkerPresence::appear() {
    // A child shares its parent's open file and lock (flock(2)): closing the child's copy does not release the lock.
    if (file_ >= 0) ::close(file_);
    owner_ = ::getpid();
    name_.clear();
    // Owner only, whatever the umask is and whatever an older version left.
    if (::mkdir(folder_.c_str(), 0700) != 0) ::chmod(folder_.c_str(), 0700);
    // Lock the file before it gets its name: otherwise another process could take it for a dead process's.
    std::string unseen = (folder_ / ".XXXXXX").string();
    file_ = ::mkostemp(unseen.data(), O_CLOEXEC);
    const std::string name =
        std::to_string(owner_) + unseen.substr(unseen.size() - 7);  // ".XXXXXX" makes it unique: pids are reused
    if (file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0 &&
        ::rename(unseen.c_str(), (folder_ / name).c_str()) == 0) {
        name_ = name;
        return;
    }
    env_.log.write(Level::warning, "cannot lock a file in " + folder_.string() +
                                       ": if a process dies, its work waits until its lease ends");
}

std::string WorkerPresence::name() {
    const std::scoped_lock lock(mutex_);
    if (owner_ != ::getpid()) appear();
    return name_;
}

std::vector<std::string> WorkerPresence::take_dead() {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> dead;
    const Milliseconds now = env_.clock.uptime().since;
    if (looked_ && now < *looked_ + between_presence_looks) return dead;
    looked_ = now;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, failed)) {
        const std::string name = entry.path().filename().string();
        if (name == name_ || name.starts_with('.')) continue;
        const int file = ::open(entry.path().c_str(), O_RDWR | O_CLOEXEC);
        if (file < 0) continue;
        if (::flock(file, LOCK_EX | LOCK_NB) == 0) dead.push_back(name);
        ::close(file);
    }
    return dead;
}

bool WorkerPresence::anybody() {
    const std::scoped_lock lock(mutex_);
    if (file_ >= 0 && owner_ == ::getpid()) return true;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, failed)) {
        if (entry.path().filename().string().starts_with('.')) continue;
        const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) continue;
        const bool held = ::flock(file, LOCK_SH | LOCK_NB) != 0;  // shared: two checks do not look like an owner
        ::close(file);
        if (held) return true;
    }
    return false;
}

void WorkerPresence::forget(const std::string& name) {
    std::error_code ignored;
    std::filesystem::remove(folder_ / name, ignored);
}

}  // namespace secure_export::service
