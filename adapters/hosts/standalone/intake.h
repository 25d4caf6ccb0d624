#pragma once
// The request line of one plugin: one thread that hands over everything that is waiting, in one call.  While the
// plugin waits for the disk the loop goes on reading, and the next call's batch grows by itself.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "exchange.h"
#include "plugin.h"

namespace secure_export::host {

class Intake {
public:
    struct Answered {
        std::shared_ptr<Asker> asker;
        Reply reply;
    };
    // Brings replies back to the event loop.  Called on the intake's thread.
    using Deliver = std::function<void(std::vector<Answered>&&)>;
    // So many requests have just been answered: there may be work for the pumps.  Called on the intake's thread.
    using AfterBatch = std::function<void(std::size_t requests)>;

    // Starts the thread.  The plugin must outlive it.
    Intake(Plugin& plugin, Deliver deliver, AfterBatch after_batch);
    ~Intake();  // stop()

    // False when too much is waiting already (limits.h); the request is then not taken.  [concurrent]
    bool offer(Request& request, std::shared_ptr<Asker> asker);

    // Answers what was taken, then ends the thread.
    void stop();

private:
    void run();

    Plugin& plugin_;
    Deliver deliver_;
    AfterBatch after_batch_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Request> requests_;  // these two run in step
    std::vector<std::shared_ptr<Asker>> askers_;
    std::size_t bytes_ = 0;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace secure_export::host
