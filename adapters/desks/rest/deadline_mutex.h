#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace secure_export::desks::rest {

// A replacement for std::timed_mutex, for std::unique_lock(mutex, deadline) only.  g++ 12's ThreadSanitizer does not
// know pthread_mutex_clocklock, which std::timed_mutex uses for the steady clock, and reports each unlock as an error.
class DeadlineMutex {
public:
    bool try_lock_until(std::chrono::steady_clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        if (!freed_.wait_until(lock, deadline, [this] { return !taken_; })) return false;
        return taken_ = true;
    }
    void unlock() {
        {
            const std::scoped_lock lock(mutex_);
            taken_ = false;
        }
        freed_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable freed_;
    bool taken_ = false;
};

}  // namespace secure_export::desks::rest
