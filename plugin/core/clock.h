#pragma once
#include <chrono>

namespace secure_export {

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
// Unix time in milliseconds, UTC.  The store keeps it as an integer where machines compare it and as ISO 8601 text
// where people read it (timestamps.h).
using Time = std::chrono::sys_time<Milliseconds>;

// A port: tests move it by hand.  [concurrent]
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
};

}  // namespace secure_export
