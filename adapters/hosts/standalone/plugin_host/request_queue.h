#pragma once
// A queue of requests for one plugin, emptied by its own threads.  For alerts, one thread passes all waiting requests
// in one call: while the plugin waits for the disk, the next batch accumulates.  For administrators, several threads
// pass one request each, since a call may wait for a desk.  For headers without their bodies, a few threads pass some
// at a time, so that forged signatures cannot take the CPU from alerts.

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
    // Passes replies to the event loop.  Called on a thread of the queue.
    using Deliver = std::function<void(std::vector<Answered>&&)>;
    // Called on a thread of the queue after requests were answered: there may be work for the pumps.
    using AfterBatch = std::function<void(std::size_t requests)>;

    // Handles a batch of requests; returns one reply for each, in order.  Called on a thread of the queue.
    using Work = std::function<std::vector<OutgoingReply>(std::span<const IncomingRequest> requests)>;

    struct Manner {
        unsigned threads;
        std::size_t max_in_a_call;
    };
    static constexpr Manner all_together{1, max_queued_requests};
    static constexpr Manner one_by_one{admin_threads, 1};
    static constexpr Manner some_together{entry_threads, entries_in_a_call};

    // Starts the threads.  What the functions use must outlive the queue.
    RequestQueue(Work work, Manner manner, Deliver deliver, AfterBatch after_batch);
    ~RequestQueue();  // stop()

    // False, and the request is not taken, when the queue is full (base/limits.h).  [concurrent]
    bool offer(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler);

    // Answers the queued requests, then ends the threads.
    void stop();

private:
    void run();

    const Work work_;
    const std::size_t max_in_a_call_;
    Deliver deliver_;
    AfterBatch after_batch_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<IncomingRequest> requests_;  // parallel to reply_handlers_
    std::vector<std::shared_ptr<ReplyHandler>> reply_handlers_;
    std::size_t bytes_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace secure_export::host
