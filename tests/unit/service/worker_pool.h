#pragma once
// Worker threads, and calls that block until the test releases them.

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "core/result.h"
#include "service/service.h"

namespace secure_export::test {

// Only limits a hanging test: no test measures time.
inline constexpr std::chrono::minutes far_too_long{1};

// Calls that block until the test releases them.
class Gate {
public:
    Outcome pass() {
        std::unique_lock lock(mutex_);
        max_ = std::max(max_, ++inside_);
        changed_.notify_all();
        changed_.wait(lock, [&] { return open_ || !verdicts_.empty(); });
        const bool answers = verdicts_.empty() || verdicts_.front();
        if (!verdicts_.empty()) verdicts_.pop_front();
        --inside_;
        if (answers) return {};
        return Error{Fault::unavailable, "no answer within 10 s", ""};
    }
    void let_one_go(bool answers) {
        const std::scoped_lock lock(mutex_);
        verdicts_.push_back(answers);
        changed_.notify_all();
    }
    void open_for_good() {
        const std::scoped_lock lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void wait_for_inside(int count) {
        std::unique_lock lock(mutex_);
        CPPUNIT_ASSERT(changed_.wait_for(lock, far_too_long, [&] { return inside_ == count && verdicts_.empty(); }));
    }
    int max_inside() {
        const std::scoped_lock lock(mutex_);
        return max_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<bool> verdicts_;
    bool open_ = false;
    int inside_ = 0, max_ = 0;
};

// Worker threads like those of a host: each pumps until nothing is due, then waits to be woken.
class WorkerPool {
public:
    WorkerPool(service::Service& service, int count) {
        for (int i = 0; i < count; ++i) threads_.emplace_back([&] { run(service); });
    }
    ~WorkerPool() {
        {
            const std::scoped_lock lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }
    void wake() {
        const std::scoped_lock lock(mutex_);
        ++wakes_;
        idle_ = 0;
        changed_.notify_all();
    }
    // The number of workers that found nothing to do since they were woken.
    void wait_for_idle(int count) {
        std::unique_lock lock(mutex_);
        CPPUNIT_ASSERT(changed_.wait_for(lock, far_too_long, [&] { return idle_ == count; }));
    }

private:
    void run(service::Service& service) {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            const int seen = wakes_;
            lock.unlock();
            const Milliseconds again = service.pump(16, Milliseconds(1000));
            lock.lock();
            if (again == Milliseconds(0) || seen != wakes_) continue;
            ++idle_;
            changed_.notify_all();
            changed_.wait(lock, [&] { return stopping_ || seen != wakes_; });
        }
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    int wakes_ = 0, idle_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace secure_export::test
