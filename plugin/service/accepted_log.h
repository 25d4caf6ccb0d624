#pragma once
// Logs accepted alerts: operators look in the log first to see whether an alert arrived.

#include <mutex>
#include <string_view>

#include "db/store/inbox.h"
#include "service/environment.h"

namespace secure_export::service {

// Writes one info line for each accepted alert, up to 60 a minute; beyond that, one line a minute with their number.
class AcceptedLog {
public:
    explicit AcceptedLog(const Environment& env) : env_(env) {}
    ~AcceptedLog();
    void add(const db::Delivery& delivery, const db::Put& put);  // [concurrent] after the commit
    void write_if_due();                                         // [concurrent]

private:
    void sum_up(Time now);  // mutex_ is held

    const Environment& env_;
    std::mutex mutex_;
    Time since_{};
    int written_ = 0;
    std::int64_t more_ = 0;
};

}  // namespace secure_export::service
