#pragma once
// A thread that hashes passwords one at a time, so that a flood of guesses takes at most one core and 128 MiB and does
// not block the event loop.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace secure_export::host {

class PasswordWorker {
public:
    PasswordWorker();
    ~PasswordWorker();  // drops waiting work; waits for the running one
    PasswordWorker(const PasswordWorker&) = delete;
    PasswordWorker& operator=(const PasswordWorker&) = delete;

    // Queues `work`, which must not throw.  False, and it is never called, when the queue is full.  [concurrent]
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
