#pragma once
// The work line of one plugin: threads that call itsm_pump, and wait in between.

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

    // There may be work for so many workers: wakes at most as many.  [concurrent]
    void wake(std::size_t pieces);

    // No new turn is begun; a turn under way ends with its current item, or with its time.  [concurrent]
    void ask_to_stop();
    void join();

private:
    void run();

    Plugin& plugin_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t wanted_ = 0;  // workers that are to look at once
    bool stopping_ = false;
    std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace secure_export::host
