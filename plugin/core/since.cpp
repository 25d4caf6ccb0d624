#include "core/since.h"

#include <array>
#include <charconv>

#include "core/limits.h"
#include "core/text.h"
#include "core/timestamps.h"

namespace secure_export {
namespace {

using std::chrono::days;

struct Unit {
    std::string_view name;
    Seconds length;
};
constexpr std::array<Unit, 19> units{{{"s", Seconds(1)},
                                      {"sec", Seconds(1)},
                                      {"second", Seconds(1)},
                                      {"seconds", Seconds(1)},
                                      {"m", Seconds(60)},
                                      {"min", Seconds(60)},
                                      {"minute", Seconds(60)},
                                      {"minutes", Seconds(60)},
                                      {"h", Seconds(3600)},
                                      {"hour", Seconds(3600)},
                                      {"hours", Seconds(3600)},
                                      {"d", Seconds(86400)},
                                      {"day", Seconds(86400)},
                                      {"days", Seconds(86400)},
                                      {"w", Seconds(604800)},
                                      {"week", Seconds(604800)},
                                      {"weeks", Seconds(604800)},
                                      {"mins", Seconds(60)},
                                      {"secs", Seconds(1)}}};

std::optional<Seconds> read_length(std::string_view text) {
    std::int64_t count = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (failed != std::errc() || count < 0 || count > max_time_units) return std::nullopt;
    std::string_view unit = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
    if (unit.ends_with("ago")) unit = trimmed(unit.substr(0, unit.size() - 3));
    for (const Unit& known : units)
        if (unit == known.name) return known.length * count;
    return std::nullopt;
}

// read_time() also accepts the month-first form, but "3/2/2026" from an operator is ambiguous.
bool looks_like_iso(std::string_view text) {
    return text.size() >= 10 && text[4] == '-' && text[7] == '-' && text.find('/') == text.npos;
}

}  // namespace

Result<Time> read_since(std::string_view name, std::string_view text, Time now) {
    const std::string said = lower(trimmed(text));
    const Time midnight = std::chrono::floor<days>(now);
    constexpr Time earliest{};  // 1970
    if (said == "now") return now;
    if (said == "today") return midnight;
    if (said == "yesterday") return Time(midnight - days(1));
    if (const auto length = read_length(said)) return std::max(earliest, Time(now - *length));
    if (looks_like_iso(said)) {
        const auto time = read_time(said.size() == 10 ? said + "T00:00:00Z" : said);
        if (time) return *time;
    }
    return Error{Fault::invalid,
                 std::string(name) + ": \"" + cut(one_line(text), 40) +
                     "\" is not a time; use 30m, 2h, 3d, today, yesterday, 2026-11-26 or 2026-11-26T18:30Z (UTC)",
                 ""};
}

}  // namespace secure_export
