#include "core/durations.h"

#include <array>
#include <charconv>

#include "core/limits.h"
#include "core/text.h"

namespace secure_export {
namespace {

struct Unit {
    std::string_view name;
    Seconds length;
};
constexpr Seconds minute{60}, hour{3600}, day{86400}, week{604800};
constexpr std::array<Unit, 19> units{{{"s", Seconds(1)},
                                      {"sec", Seconds(1)},
                                      {"secs", Seconds(1)},
                                      {"second", Seconds(1)},
                                      {"seconds", Seconds(1)},
                                      {"m", minute},
                                      {"min", minute},
                                      {"mins", minute},
                                      {"minute", minute},
                                      {"minutes", minute},
                                      {"h", hour},
                                      {"hour", hour},
                                      {"hours", hour},
                                      {"d", day},
                                      {"day", day},
                                      {"days", day},
                                      {"w", week},
                                      {"week", week},
                                      {"weeks", week}}};

std::optional<Seconds> unit_named(std::string_view name) {
    for (const Unit& unit : units)
        if (unit.name == name) return unit.length;
    return std::nullopt;
}

}  // namespace

std::optional<Milliseconds> read_duration(std::string_view text) {
    const std::string said = lower(trimmed(text));
    std::string_view left = said;
    if (left.empty()) return std::nullopt;
    Seconds sum{0}, before = Seconds::max();
    while (!left.empty()) {
        std::int64_t count = 0;
        const auto [end, failed] = std::from_chars(left.data(), left.data() + left.size(), count);
        if (failed != std::errc() || count < 0 || count > max_time_units || left.front() == '-') return std::nullopt;
        left = trimmed(left.substr(static_cast<std::size_t>(end - left.data())));
        const std::size_t name = std::min(left.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), left.size());
        const auto length = unit_named(left.substr(0, name));
        if (!length || *length >= before) return std::nullopt;
        sum += *length * count;
        before = *length;
        left = trimmed(left.substr(name));
    }
    return sum;
}

std::string duration_text(Milliseconds duration) {
    Seconds left = std::chrono::duration_cast<Seconds>(duration);
    if (left < 2 * minute && left % minute != Seconds(0)) return std::to_string(left.count()) + "s";
    std::string text;
    for (const auto& [letter, length] : {std::pair{'d', day}, {'h', hour}, {'m', minute}, {'s', Seconds(1)}}) {
        if (left < length) continue;
        text += (text.empty() ? "" : " ") + std::to_string(left / length) + letter;
        left %= length;
    }
    return text;
}

}  // namespace secure_export
