#pragma once
// Tracks the processes that work on this data directory.  Each holds a lock on a file of its own; the kernel releases
// it when the process dies for any reason, so that its claims need not wait for the end of their leases.

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

    // This process's name.  The first call, also after a fork, creates the file.  Empty when that fails: then claims
    // end by their leases only.  [concurrent]
    std::string name();
    // Names of processes that have died and were not passed to forget() yet; checked at most every 2 s.  [concurrent]
    std::vector<std::string> take_dead();
    void forget(const std::string& name);
    // Whether any process, including this one, is working.  [concurrent]
    bool anybody();

private:
    void appear();

    const std::filesystem::path folder_;
    const Environment& env_;
    std::mutex mutex_;
    std::string name_;
    int file_ = -1;
    int owner_ = 0;                       // process id: a child process needs a name of its own
    std::optional<Milliseconds> looked_;  // Uptime::since
};

}  // namespace secure_export::service
