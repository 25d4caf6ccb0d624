#include "core/timestamps.h"

#include <algorithm>
#include <cstdio>

#include "core/text.h"

namespace secure_export {
namespace {

using std::chrono::day, std::chrono::month, std::chrono::year;

bool digit(char c) { return c >= '0' && c <= '9'; }

struct Fields {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0;
};

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool ended() const { return rest_.empty(); }
    bool taken(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    // A number of `min` to `max` digits (up to 4), and as many as there are.
    bool number(int& value, std::size_t min, std::size_t max) {
        std::size_t count = 0;
        value = 0;
        while (count < max && count < rest_.size() && digit(rest_[count])) value = value * 10 + (rest_[count++] - '0');
        rest_.remove_prefix(count);
        return count >= min;
    }
    // Any number of fraction digits; those below a millisecond are dropped.
    bool fraction(int& milliseconds) {
        std::size_t count = 0;
        milliseconds = 0;
        for (; count < rest_.size() && digit(rest_[count]); ++count) {
            if (count < 3) milliseconds = milliseconds * 10 + (rest_[count] - '0');
        }
        rest_.remove_prefix(count);
        for (std::size_t i = count; i < 3; ++i) milliseconds *= 10;
        return count > 0;
    }
    bool clock(Fields& f, std::size_t min_hour_digits) {
        if (!number(f.hour, min_hour_digits, 2) || !taken(":") || !number(f.minute, 2, 2)) return false;
        if (!taken(":")) return true;
        if (!number(f.second, 2, 2)) return false;
        return !taken(".") || fraction(f.millisecond);
    }

private:
    std::string_view rest_;
};

std::optional<Time> to_time(const Fields& f) {
    const std::chrono::year_month_day date{year(f.year), month(static_cast<unsigned>(f.month)),
                                           day(static_cast<unsigned>(f.day))};
    if (!date.ok() || f.hour > 23 || f.minute > 59 || f.second > 59) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(f.hour) + std::chrono::minutes(f.minute) +
           std::chrono::seconds(f.second) + Milliseconds(f.millisecond);
}

// "+05:30", "-0800", "+01"; minutes east of UTC.
std::optional<int> read_offset(Reader& reader) {
    const int sign = reader.taken("-") ? -1 : 1;
    if (sign == 1 && !reader.taken("+")) return std::nullopt;
    int hours = 0, minutes = 0;
    if (!reader.number(hours, 2, 2)) return std::nullopt;
    const bool colon = reader.taken(":");
    if ((colon || !reader.ended()) && !reader.number(minutes, 2, 2)) return std::nullopt;
    if (hours > 23 || minutes > 59) return std::nullopt;
    return sign * (hours * 60 + minutes);
}

std::optional<Time> read_iso(std::string_view text) {
    Reader reader(text);
    Fields f;
    if (!reader.number(f.year, 4, 4) || !reader.taken("-") || !reader.number(f.month, 2, 2) || !reader.taken("-") ||
        !reader.number(f.day, 2, 2) || !(reader.taken("T") || reader.taken("t") || reader.taken(" ")) ||
        !reader.clock(f, 2)) {
        return std::nullopt;
    }
    int offset = 0;
    if (!reader.taken("Z") && !reader.taken("z") && !reader.ended()) {
        const std::optional<int> read = read_offset(reader);
        if (!read) return std::nullopt;
        offset = *read;
    }
    const std::optional<Time> local = to_time(f);
    if (!reader.ended() || !local) return std::nullopt;
    return *local - std::chrono::minutes(offset);
}

std::optional<Time> read_month_first(std::string_view text) {
    Reader reader(text);
    Fields f;
    if (!reader.number(f.month, 1, 2) || !reader.taken("/") || !reader.number(f.day, 1, 2) || !reader.taken("/") ||
        !reader.number(f.year, 4, 4) || !reader.taken(" ") || !reader.clock(f, 1)) {
        return std::nullopt;
    }
    // Newer .NET writes U+202F in front of AM and PM.
    if (reader.taken(" ") || reader.taken("\xE2\x80\xAF") || reader.taken("\xC2\xA0")) {
        const bool morning = reader.taken("AM") || reader.taken("am");
        if (!morning && !reader.taken("PM") && !reader.taken("pm")) return std::nullopt;
        if (f.hour < 1 || f.hour > 12) return std::nullopt;
        f.hour = f.hour % 12 + (morning ? 0 : 12);
    }
    return reader.ended() ? to_time(f) : std::nullopt;
}

struct DateAndClock {
    int year;
    unsigned month, day;
    std::chrono::hh_mm_ss<Milliseconds> clock;
};

DateAndClock date_and_clock(Time time) {
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(midnight);
    return {int(date.year()), unsigned(date.month()), unsigned(date.day()),
            std::chrono::hh_mm_ss<Milliseconds>(time - midnight)};
}

}  // namespace

std::optional<Time> read_time(std::string_view text) {
    text = trimmed(text);
    if (const auto time = read_iso(text)) return time;
    return read_month_first(text);
}

std::string iso(Time time) {
    const DateAndClock p = date_and_clock(time);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", p.year, p.month, p.day,
                  int(p.clock.hours().count()), int(p.clock.minutes().count()), int(p.clock.seconds().count()),
                  int(p.clock.subseconds().count()));
    return text;
}

std::string for_people(Time time) {
    const DateAndClock p = date_and_clock(time);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d UTC", p.year, p.month, p.day,
                  int(p.clock.hours().count()), int(p.clock.minutes().count()), int(p.clock.seconds().count()));
    return text;
}

}  // namespace secure_export
