#include "core/since.h"

#include "core/durations.h"
#include "core/text.h"
#include "core/timestamps.h"

namespace secure_export {
namespace {

using std::chrono::days;

// One number with its unit, also with "ago" behind it.
std::optional<Milliseconds> read_length(std::string_view text) {
    constexpr std::string_view digits = "0123456789";
    if (text.find_first_of(digits, text.find_first_not_of(digits)) != text.npos) return std::nullopt;
    return read_duration(text.ends_with("ago") ? text.substr(0, text.size() - 3) : text);
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
