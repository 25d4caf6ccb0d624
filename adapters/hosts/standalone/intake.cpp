#include "intake.h"

#include "limits.h"

namespace secure_export::host {

Intake::Intake(Plugin& plugin, Deliver deliver, AfterBatch after_batch)
    : plugin_(plugin), deliver_(std::move(deliver)), after_batch_(std::move(after_batch)), thread_([this] { run(); }) {}

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
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Intake::run() {
    for (;;) {
        std::vector<Request> requests;
        std::vector<std::shared_ptr<Asker>> askers;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || !requests_.empty(); });
            if (requests_.empty()) return;
            requests.swap(requests_);
            askers.swap(askers_);
            bytes_ = 0;
        }
        std::vector<Reply> replies = plugin_.handle(requests);
        std::vector<Answered> answered;
        answered.reserve(replies.size());
        for (std::size_t i = 0; i < replies.size(); ++i)
            answered.push_back({std::move(askers[i]), std::move(replies[i])});
        deliver_(std::move(answered));
        after_batch_(requests.size());
    }
}

}  // namespace secure_export::host
