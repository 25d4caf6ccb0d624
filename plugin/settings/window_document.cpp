#include "settings/window_document.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "core/durations.h"
#include "core/text.h"
#include "core/timestamps.h"
#include "settings/limits.h"

namespace secure_export::settings {
namespace {

using std::chrono::minutes;

const std::vector<std::string> day_names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

std::string quoted(const std::string& text) { return "\"" + cut(one_line(text), max_quoted_bytes) + "\""; }

// A time without an offset would mean an hour of another zone to some readers.
std::optional<Time> read_moment(ObjectReader& window, const char* name) {
    const std::string text = window.required_text(name, max_name);
    if (trimmed(text).empty()) return std::nullopt;  // has been told
    const std::size_t clock = text.find_first_of("Tt ");
    const bool has_offset = clock != text.npos && text.find_first_of("Zz+-", clock) != text.npos;
    if (const auto time = read_time(text); time && has_offset && text.find('/') == text.npos) return time;
    window.problems().add(window.place_of(name),
                          quoted(text) +
                              " is not a time with its offset from UTC; write 2026-12-01T20:00:00Z or "
                              "2026-12-01T21:00:00+01:00");
    return std::nullopt;
}

void read_once(ObjectReader& window, MaintenanceWindow& into) {
    into.from = read_moment(window, "from");
    into.to = read_moment(window, "to");
    if (!into.from || !into.to) return;
    if (*into.to <= *into.from)
        window.problems().add(window.place_of("to"), "must be after \"from\"");
    else if (*into.to - *into.from > max_window_once)
        window.problems().add(window.place_of("to"),
                              "is more than " + duration_text(max_window_once) + " after \"from\"");
}

void read_days(ObjectReader& window, std::vector<int>& into) {
    const auto names = window.texts("weekly", max_name).value_or(std::vector<std::string>{});
    for (const std::string& name : names) {
        const auto at = std::ranges::find(day_names, name);
        const int day = static_cast<int>(at - day_names.begin());
        if (at == day_names.end())
            window.problems().add(window.place_of("weekly"),
                                  quoted(name) + " is not a day; write mon, tue, wed, thu, fri, sat or sun");
        else if (std::ranges::find(into, day) != into.end())
            window.problems().add(window.place_of("weekly"), quoted(name) + " is given twice");
        else
            into.push_back(day);
    }
    if (names.empty())
        window.problems().add(window.place_of("weekly"),
                              R"(needs at least one day on which the window begins, such as ["sat", "sun"])");
    std::ranges::sort(into);
}

int read_start(ObjectReader& window) {
    const std::string text = window.required_text("start", max_name, "the time of day, such as 22:00");
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 100; };
    if (text.size() == 5 && text[2] == ':') {
        const int hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
        if (hour < 24 && minute < 60) return hour * 60 + minute;
    }
    if (!trimmed(text).empty())
        window.problems().add(window.place_of("start"),
                              quoted(text) + " is not a time of day; write 22:00, from 00:00 to 23:59");
    return 0;
}

int read_length(ObjectReader& window) {
    const std::chrono::milliseconds length = window.required_duration("length");
    if (length > max_window_weekly) {
        window.problems().add(window.place_of("length"), "must be at most " + duration_text(max_window_weekly));
        return 0;
    }
    if (length % minutes(1) != minutes(0))
        window.problems().add(window.place_of("length"), "must be whole minutes, such as 90m");
    return static_cast<int>(length / minutes(1));
}

void read_zone(ObjectReader& window, MaintenanceWindow& into, const TimeZones* zones) {
    into.zone = window.text("zone", into.zone, max_name);
    if (trimmed(into.zone).empty())
        return window.problems().add(window.place_of("zone"),
                                     "must not be empty: write UTC, or a name such as Europe/Berlin");
    if (!zones) return;
    if (const Outcome known = zones->check(into.zone); !known)
        window.problems().add(window.place_of("zone"), known.error().message);
}

void read_weekly(ObjectReader& window, MaintenanceWindow& into, const TimeZones* zones) {
    read_days(window, into.days);
    into.start_minute = read_start(window);
    into.length_minutes = read_length(window);
    read_zone(window, into, zones);
}

MaintenanceWindow read_window(ObjectReader& window, const TimeZones* zones) {
    MaintenanceWindow read;
    const bool once = window.has("from") || window.has("to");
    const bool weekly = window.has("weekly") || window.has("start") || window.has("length");
    if (once != weekly) {
        once ? read_once(window, read) : read_weekly(window, read, zones);
        return read;
    }
    for (const char* key : {"from", "to", "weekly", "start", "length", "zone"}) window.ignore(key);
    if (window.is_object())
        window.problems().add(window.place_of(once ? "weekly" : "from"),
                              R"(a window is either once, {"from": "2026-12-01T20:00:00Z", "to": )"
                              R"("2026-12-02T02:00:00Z"}, or weekly, {"weekly": ["sat"], "start": "22:00", )"
                              R"("length": "4h", "zone": "UTC"})");
    return read;
}

// Whether the weekly windows of `zone` leave no minute of a week without one.
bool cover_the_week(const std::vector<MaintenanceWindow>& windows, const std::string& zone) {
    constexpr int day = 24 * 60, week = 7 * day;
    std::vector<bool> covered(week);
    for (const MaintenanceWindow& window : windows)
        if (window.zone == zone)
            for (const int first : window.days)
                for (int minute = 0; minute < std::min(window.length_minutes, week); ++minute)
                    covered[static_cast<std::size_t>((first * day + window.start_minute + minute) % week)] = true;
    return std::ranges::find(covered, false) == covered.end();
}

void check_gaps(ObjectReader& route, const std::vector<MaintenanceWindow>& windows) {
    std::set<std::string> zones;
    for (const MaintenanceWindow& window : windows)
        if (zones.insert(window.zone).second && cover_the_week(windows, window.zone))
            route.problems().add(route.place_of("maintenance"),
                                 "covers the whole week, so that no incident would ever be opened: leave a gap, or set "
                                 "\"ticket\": false instead");
}

std::string clock_text(int minute) {
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d", minute / 60, minute % 60);
    return text;
}

// "2026-12-01T20:00:00Z", with a fraction only if there is one.
std::string moment_text(Time time) {
    std::string text = iso(time);
    if (text.ends_with(".000Z")) text.replace(text.size() - 5, 5, "Z");
    return text;
}

}  // namespace

std::vector<MaintenanceWindow> read_windows(ObjectReader& route, const TimeZones* zones) {
    std::vector<MaintenanceWindow> windows;
    route.objects("maintenance", false, [&](ObjectReader& one) { windows.push_back(read_window(one, zones)); });
    if (windows.size() > max_windows)
        route.problems().add(route.place_of("maintenance"),
                             "has more than " + std::to_string(max_windows) + " windows");
    else
        check_gaps(route, windows);
    return windows;
}

Json::Value write_windows(const std::vector<MaintenanceWindow>& windows) {
    Json::Value all(Json::arrayValue);
    for (const MaintenanceWindow& window : windows) {
        Json::Value one(Json::objectValue);
        if (window.from && window.to) {
            one["from"] = moment_text(*window.from);
            one["to"] = moment_text(*window.to);
        } else {
            one["weekly"] = Json::Value(Json::arrayValue);
            for (const int day : window.days) one["weekly"].append(day_names[static_cast<std::size_t>(day)]);
            one["start"] = clock_text(window.start_minute);
            one["length"] = duration_text(minutes(window.length_minutes));
            one["zone"] = window.zone;
        }
        all.append(one);
    }
    return all;
}

}  // namespace secure_export::settings
