#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"

namespace secure_export {

// What a clock on a wall shows: without its zone it is no point in time.
using WallTime = std::chrono::local_time<Milliseconds>;

// A port: the zones of the IANA time zone database, by name ("Europe/Berlin").  Implemented by plugin/calendar.
// [concurrent]
class TimeZones {
public:
    virtual ~TimeZones() = default;
    // Whether the other functions can answer for `zone`; Fault::invalid with the reason when they cannot.
    virtual Outcome check(std::string_view zone) const = 0;
    // When the clocks of `zone` show `wall`: the first time if they do so twice; where they are set forward past it,
    // the moment at which that is done.  nullopt where check() fails.
    virtual std::optional<Time> time_at(std::string_view zone, WallTime wall) const = 0;
    // What the clocks of `zone` show.  nullopt where check() fails.
    virtual std::optional<WallTime> wall_at(std::string_view zone, Time time) const = 0;
};

}  // namespace secure_export
