#pragma once
#include <chrono>
#include <string_view>

namespace secure_export {

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
// Unix time in milliseconds, UTC: what people and other programs call the time.  It is read, not measured: it may jump
// at any moment, so no wait rests on it.  The store keeps it as ISO 8601 text (timestamps.h).
using Time = std::chrono::sys_time<Milliseconds>;

// A mapping database's own time in milliseconds, which only ever goes forward, at the pace of the clock on the wall,
// and is the same for all processes that share the database (db/store/timeline.h).  Due times, leases and pauses are
// compared in it; where it begins means nothing.
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
    // The wall time that `later` will have, should nobody set the clock: for people.
    Time wall_at(Tick later) const { return wall + (later - tick); }
};

// How long the machine has been running, times of sleep included; nobody can set it.  Two of the same boot compare.
struct Uptime {
    std::string_view boot;  // the kernel's id of this boot; lives as long as the clock; empty where it cannot be read
    Milliseconds since;
};

// A port: tests move it by hand.  [concurrent]
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
    virtual Uptime uptime() const = 0;
};

}  // namespace secure_export
