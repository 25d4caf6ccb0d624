#pragma once
// Where the work on passwords is done: a thread of its own, one at a time, so that a flood of guesses takes one core
// and 128 MiB at most, and stalls nobody else.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace secure_export::host {

class PasswordWorker {
public:
    PasswordWorker();
    ~PasswordWorker();  // what waits is dropped; what runs ends first
    PasswordWorker(const PasswordWorker&) = delete;
    PasswordWorker& operator=(const PasswordWorker&) = delete;

    // False when too much is waiting; `work` is then never called.  It must not throw.  [concurrent]
    bool offer(std::function<void()> work);

private:
    void run();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> waiting_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace secure_export::host
