#include "core/maintenance.h"

#include <algorithm>

namespace secure_export {
namespace {

using std::chrono::days;
using std::chrono::minutes;

// Windows that follow each other are joined so far into the future; their number bounds the work.
constexpr Milliseconds horizon = days(14);

// The end of the occurrence of a weekly window that covers `time` and ends last.
std::optional<Time> weekly_end(const MaintenanceWindow& window, Time time, const TimeZones& zones) {
    const auto wall = zones.wall_at(window.zone, time);
    if (!wall) return std::nullopt;
    const minutes length(window.length_minutes);
    const auto today = std::chrono::floor<days>(*wall);
    // One day more on both sides: clocks that are set forward or back, a whole day at the date line, shift a beginning.
    const auto first = today - std::chrono::ceil<days>(length) - days(1);
    for (auto day = today + days(1); day >= first; day -= days(1)) {
        const auto weekday = static_cast<int>(std::chrono::weekday(day).c_encoding());
        if (std::ranges::find(window.days, weekday) == window.days.end()) continue;
        const auto begin = zones.time_at(window.zone, WallTime(day) + minutes(window.start_minute));
        if (begin && *begin <= time && time < *begin + length) return *begin + length;
    }
    return std::nullopt;
}

std::optional<Time> end_of(const MaintenanceWindow& window, Time time, const TimeZones& zones) {
    if (!window.from || !window.to) return weekly_end(window, time, zones);
    return *window.from <= time && time < *window.to ? window.to : std::nullopt;
}

}  // namespace

std::optional<Time> maintenance_ends(const RoutePolicies& policies, Time now, const TimeZones& zones) {
    std::optional<Time> end;
    for (Time time = now; time - now < horizon; time = *end) {
        std::optional<Time> later;
        for (const MaintenanceWindow& window : policies.maintenance)
            later = std::max(later, end_of(window, time, zones));
        if (!later) break;
        end = later;
    }
    return end;
}

}  // namespace secure_export
