#pragma once
#include <chrono>
#include <string_view>

namespace secure_export {

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
// Wall-clock time: Unix time in milliseconds, UTC.  It may jump at any moment, so nothing waits by it.  The store keeps
// it as ISO 8601 text (timestamps.h).
using Time = std::chrono::sys_time<Milliseconds>;

// A monotonic clock of one mapping database, in milliseconds.  It runs at the pace of the wall clock and is the same
// for all processes that share the database (db/store/timeline.h).  Due times, leases and pauses are compared in it.
// Its epoch has no meaning.
struct Timeline {
    using rep = Milliseconds::rep;
    using period = Milliseconds::period;
    using duration = Milliseconds;
    using time_point = std::chrono::time_point<Timeline>;
    static constexpr bool is_steady = true;
};
using Tick = Timeline::time_point;

// One moment on both: compare `tick`, show `wall`.
struct Moment {
    Time wall;
    Tick tick;
    // The wall time of `later`, provided that nobody sets the clock: for display.
    Time wall_at(Tick later) const { return wall + (later - tick); }
};

// How long the machine has been running, sleep included; nobody can set it.  Comparable within one boot only.
struct Uptime {
    std::string_view boot;  // the kernel's id of this boot; lives as long as the clock; empty where it cannot be read
    Milliseconds since;
};

// A port; tests use a clock that they set by hand.  [concurrent]
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
    virtual Uptime uptime() const = 0;
};

}  // namespace secure_export
