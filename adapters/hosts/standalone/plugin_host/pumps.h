#pragma once
// The worker threads of one plugin: they call itsm_pump() and wait in between.

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/hosts/standalone/plugin_host/plugin.h"

namespace secure_export::host {

class Pumps {
public:
    // Starts `workers` threads.  The plugin must outlive them.
    Pumps(Plugin& plugin, unsigned workers);
    ~Pumps();  // ask_to_stop() and join()

    // Wakes up to `pieces` workers, since there may be that much work.  [concurrent]
    void wake(std::size_t pieces);

    // Starts no further calls; a running one ends after its current item or its time budget.  [concurrent]
    void ask_to_stop();
    void join();

private:
    void run();

    Plugin& plugin_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t wanted_ = 0;  // number of workers to wake
    bool stopping_ = false;
    std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace secure_export::host
