#include "adapters/hosts/standalone/plugin_host/request_queue.h"

#include <iterator>

namespace secure_export::host {
namespace {

template <class Item>
void move_first(std::vector<Item>& from, std::vector<Item>& to, std::size_t count) {
    const auto end = from.begin() + static_cast<std::ptrdiff_t>(count);
    to.assign(std::make_move_iterator(from.begin()), std::make_move_iterator(end));
    from.erase(from.begin(), end);
}

}  // namespace

RequestQueue::RequestQueue(Work work, Manner manner, Deliver deliver, AfterBatch after_batch)
    : work_(std::move(work)),
      max_in_a_call_(manner.max_in_a_call),
      deliver_(std::move(deliver)),
      after_batch_(std::move(after_batch)) {
    for (unsigned i = 0; i < manner.threads; ++i) threads_.emplace_back([this] { run(); });
}

RequestQueue::~RequestQueue() { stop(); }

bool RequestQueue::offer(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler) {
    {
        const std::lock_guard lock(mutex_);
        const std::size_t bytes = request.bytes();
        if (stopping_ || requests_.size() >= max_queued_requests || bytes_ + bytes > max_queued_bytes) return false;
        bytes_ += bytes;
        requests_.push_back(std::move(request));
        reply_handlers_.push_back(std::move(reply_handler));
    }
    changed_.notify_one();
    return true;
}

void RequestQueue::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

void RequestQueue::run() {
    for (;;) {
        std::vector<IncomingRequest> requests;
        std::vector<std::shared_ptr<ReplyHandler>> reply_handlers;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || !requests_.empty(); });
            if (requests_.empty()) return;
            const std::size_t bytes_before = bytes_;
            std::size_t count = 0;
            for (const IncomingRequest& request : requests_) {
                const std::size_t bytes = request.bytes();
                if (count == max_in_a_call_ || (count > 0 && bytes_before - bytes_ + bytes > max_call_bytes)) break;
                bytes_ -= bytes;
                ++count;
            }
            if (count == requests_.size()) {
                requests.swap(requests_);
                reply_handlers.swap(reply_handlers_);
            } else {
                move_first(requests_, requests, count);
                move_first(reply_handlers_, reply_handlers, count);
            }
        }
        std::vector<OutgoingReply> replies = work_(requests);
        std::vector<Answered> answered;
        answered.reserve(replies.size());
        for (std::size_t i = 0; i < replies.size(); ++i)
            answered.push_back({std::move(reply_handlers[i]), std::move(replies[i])});
        deliver_(std::move(answered));
        if (after_batch_) after_batch_(requests.size());
    }
}

}  // namespace secure_export::host
