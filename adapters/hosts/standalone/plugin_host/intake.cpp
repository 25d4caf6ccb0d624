#include "adapters/hosts/standalone/plugin_host/intake.h"

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

Intake::Intake(Work work, Manner manner, Deliver deliver, AfterBatch after_batch)
    : work_(std::move(work)),
      most_in_a_call_(manner.most_in_a_call),
      deliver_(std::move(deliver)),
      after_batch_(std::move(after_batch)) {
    for (unsigned i = 0; i < manner.threads; ++i) threads_.emplace_back([this] { run(); });
}

Intake::~Intake() { stop(); }

bool Intake::offer(Request& request, std::shared_ptr<Asker> asker) {
    {
        const std::lock_guard lock(mutex_);
        const std::size_t bytes = request.bytes();
        if (stopping_ || requests_.size() >= max_queued_requests || bytes_ + bytes > max_queued_bytes) return false;
        bytes_ += bytes;
        requests_.push_back(std::move(request));
        askers_.push_back(std::move(asker));
    }
    changed_.notify_one();
    return true;
}

void Intake::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

void Intake::run() {
    for (;;) {
        std::vector<Request> requests;
        std::vector<std::shared_ptr<Asker>> askers;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || !requests_.empty(); });
            if (requests_.empty()) return;
            const std::size_t bytes_before = bytes_;
            std::size_t count = 0;
            for (const Request& request : requests_) {
                const std::size_t bytes = request.bytes();
                if (count == most_in_a_call_ || (count > 0 && bytes_before - bytes_ + bytes > max_call_bytes)) break;
                bytes_ -= bytes;
                ++count;
            }
            if (count == requests_.size()) {
                requests.swap(requests_);
                askers.swap(askers_);
            } else {
                move_first(requests_, requests, count);
                move_first(askers_, askers, count);
            }
        }
        std::vector<Reply> replies = work_(requests);
        std::vector<Answered> answered;
        answered.reserve(replies.size());
        for (std::size_t i = 0; i < replies.size(); ++i)
            answered.push_back({std::move(askers[i]), std::move(replies[i])});
        deliver_(std::move(answered));
        if (after_batch_) after_batch_(requests.size());
    }
}

}  // namespace secure_export::host
