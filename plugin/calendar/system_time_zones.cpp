#include "calendar/system_time_zones.h"

#include <date/tz.h>

#include <fstream>

#include "core/text.h"

#if !USE_OS_TZDB
#error "the date library would fetch its own time zone database: it has to use the system's"
#endif

namespace secure_export {
namespace {

constexpr std::size_t shown_name_bytes = 60;

// The library ends the process at a file that is none.
bool is_zone_file(const std::filesystem::path& path) {
    char begin[4] = {};
    std::ifstream(path, std::ios::binary).read(begin, sizeof begin);
    return std::string_view(begin, sizeof begin) == "TZif";
}

}  // namespace

// Without a zone of that name, or without any, the library throws.
const date::time_zone* SystemTimeZones::find(std::string_view zone) const noexcept try {
    const std::scoped_lock lock(mutex_);
    if (const auto at = found_.find(zone); at != found_.end()) return at->second;
    const std::string name(zone);
    const date::time_zone* known = date::locate_zone(name);
    if (!is_zone_file(folder_ / name)) return nullptr;
    known->get_info(date::sys_seconds());  // reads the file, so that later questions do not fail
    return found_.emplace(name, known).first->second;
} catch (...) {
    return nullptr;
}

Outcome SystemTimeZones::check(std::string_view zone) const {
    if (zone == "UTC" || find(zone)) return {};
    if (!is_zone_file(folder_ / "UTC"))
        return Error{Fault::invalid,
                     "this machine has no time zone database, so that only UTC is known: apt-get install tzdata", ""};
    return Error{
        Fault::invalid,
        "there is no time zone \"" + cut(one_line(zone), shown_name_bytes) +
            "\"; write UTC, or a name of the IANA time zone database such as Europe/Berlin or America/New_York",
        ""};
}

std::optional<Time> SystemTimeZones::time_at(std::string_view zone, WallTime wall) const {
    if (zone == "UTC") return Time(wall.time_since_epoch());
    const date::time_zone* known = find(zone);
    if (!known) return std::nullopt;
    const date::local_info info = known->get_info(date::local_time<Milliseconds>(wall.time_since_epoch()));
    if (info.result == date::local_info::nonexistent) return info.first.end;
    return Time(wall.time_since_epoch() - info.first.offset);  // of a time that comes twice `first` is the earlier
}

std::optional<WallTime> SystemTimeZones::wall_at(std::string_view zone, Time time) const {
    if (zone == "UTC") return WallTime(time.time_since_epoch());
    const date::time_zone* known = find(zone);
    if (!known) return std::nullopt;
    return WallTime(time.time_since_epoch() + known->get_info(time).offset);
}

}  // namespace secure_export
