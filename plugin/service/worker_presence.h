#pragma once
// Which processes are at work on this data directory.  Each holds a locked file of its own name; the system lets go of
// the lock when the process dies, however it dies, so that what it had claimed need not wait for the end of its lease.

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "service/environment.h"

namespace secure_export::service {

class WorkerPresence {
public:
    WorkerPresence(std::filesystem::path folder, const Environment& env);
    ~WorkerPresence();
    WorkerPresence(const WorkerPresence&) = delete;

    // This process's name, in force from the first call on (again after a fork).  Empty when no file can be had: then
    // leases alone tell.  [concurrent]
    std::string name();
    // Names of processes that have died and are not forgotten yet; looked for every 2 s at most.  [concurrent]
    std::vector<std::string> take_dead();
    void forget(const std::string& name);
    // Whether any process, this one included, is there to work.  [concurrent]
    bool anybody();

private:
    void appear();

    const std::filesystem::path folder_;
    const Environment& env_;
    std::mutex mutex_;
    std::string name_;
    int file_ = -1;
    int owner_ = 0;                       // process id: a child has to appear under a name of its own
    std::optional<Milliseconds> looked_;  // Uptime::since
};

}  // namespace secure_export::service
