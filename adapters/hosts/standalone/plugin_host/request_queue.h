#pragma once
// A request line of one plugin.  For alerts one thread hands over everything that is waiting, in one call: while the
// plugin waits for the disk the loop goes on reading, and the next call's batch grows by itself.  For administrators
// several threads hand over one request each, since one may wait for a desk.  Headers whose bodies are not here yet are
// looked at by a few threads, some headers at a time, so that forged signatures keep no core from the alerts.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/http/messages.h"

namespace secure_export::host {

class RequestQueue {
public:
    struct Answered {
        std::shared_ptr<ReplyHandler> reply_handler;
        OutgoingReply reply;
    };
    // Brings replies back to the event loop.  Called on a thread of the intake.
    using Deliver = std::function<void(std::vector<Answered>&&)>;
    // So many requests have just been answered: there may be work for the pumps.  Called on a thread of the intake.
    using AfterBatch = std::function<void(std::size_t requests)>;

    // What is done with requests, all at once: one reply for each, in their order.  Called on a thread of the intake.
    using Work = std::function<std::vector<OutgoingReply>(std::span<const IncomingRequest> requests)>;

    struct Manner {
        unsigned threads;
        std::size_t max_in_a_call;
    };
    static constexpr Manner all_together{1, max_queued_requests};
    static constexpr Manner one_by_one{admin_threads, 1};
    static constexpr Manner some_together{entry_threads, entries_in_a_call};

    // Starts the threads.  What the functions use must outlive them.
    RequestQueue(Work work, Manner manner, Deliver deliver, AfterBatch after_batch);
    ~RequestQueue();  // stop()

    // False when too much is waiting already (limits.h); the request is then not taken.  [concurrent]
    bool offer(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler);

    // Answers what was taken, then ends the threads.
    void stop();

private:
    void run();

    const Work work_;
    const std::size_t max_in_a_call_;
    Deliver deliver_;
    AfterBatch after_batch_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<IncomingRequest> requests_;  // these two run in step
    std::vector<std::shared_ptr<ReplyHandler>> reply_handlers_;
    std::size_t bytes_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace secure_export::host
