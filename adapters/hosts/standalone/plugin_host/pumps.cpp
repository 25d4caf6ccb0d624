#include "adapters/hosts/standalone/plugin_host/pumps.h"

#include <algorithm>
#include <chrono>

namespace secure_export::host {

Pumps::Pumps(Plugin& plugin, unsigned workers) : plugin_(plugin) {
    threads_.reserve(workers);
    for (unsigned i = 0; i < workers; ++i) threads_.emplace_back([this] { run(); });
}

Pumps::~Pumps() {
    ask_to_stop();
    join();
}

void Pumps::wake(std::size_t pieces) {
    {
        const std::lock_guard lock(mutex_);
        wanted_ = std::min(wanted_ + pieces, threads_.size());
    }
    if (pieces == 1)
        changed_.notify_one();
    else
        changed_.notify_all();
}

void Pumps::ask_to_stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
}

void Pumps::join() {
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

void Pumps::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        const unsigned retry_after_ms = plugin_.pump();
        lock.lock();
        if (retry_after_ms > 0 &&
            changed_.wait_for(lock, std::chrono::milliseconds(retry_after_ms),
                              [this] { return stopping_ || wanted_ > 0; }) &&
            wanted_ > 0)
            --wanted_;
    }
}

}  // namespace secure_export::host
