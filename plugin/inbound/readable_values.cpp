#include "inbound/readable_values.h"

#include <array>
#include <charconv>
#include <utility>

#include "core/text.h"
#include "core/timestamps.h"
#include "inbound/fields.h"

namespace secure_export::inbound {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool capital(char c) { return c >= 'A' && c <= 'Z'; }
bool small(char c) { return c >= 'a' && c <= 'z'; }

std::size_t digits_at(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && digit(text[end])) ++end;
    return end - at;
}

std::string counted(std::string_view count, std::string_view one, std::string_view several) {
    return std::string(count) + " " + std::string(count == "1" ? one : several);
}

// Calls `use` with each word of "jobId", "SQLDataBase", "job_id", unchanged.
template <class Use>
void each_word(std::string_view name, const Use& use) {
    std::string word;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (c == '_' || c == '-' || c == ' ' || c == '.') {
            if (!word.empty()) use(word);
            word.clear();
            continue;
        }
        const bool begins =
            capital(c) && !word.empty() && (!capital(word.back()) || (i + 1 < name.size() && small(name[i + 1])));
        if (begins) {
            use(word);
            word.clear();
        }
        word += c;
    }
    if (!word.empty()) use(word);
}

bool is_acronym(std::string_view word) {
    for (const char c : word)
        if (!capital(c) && !digit(c)) return false;
    return word.size() > 1;
}

// "10000000" of "1e+07": how a number is written shows neither in a JSON body nor to a reader.
std::string without_exponent(std::string_view number) {
    const std::size_t at = number.find_first_of("eE");
    if (at == std::string_view::npos || number.empty() || !(digit(number[0]) || number[0] == '-'))
        return std::string(number);
    double value = 0;
    const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (failed != std::errc() || end != number.data() + number.size()) return std::string(number);
    std::array<char, 48> text{};  // more digits than number_in_words() writes out
    const auto written = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    return written.ec == std::errc() ? std::string(text.data(), written.ptr) : std::string(number);
}

}  // namespace

std::string number_in_words(std::string_view number) {
    const std::string written_out = without_exponent(trimmed(number));
    const std::string_view text = written_out;
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    const std::size_t whole = digits_at(text, sign);
    if (whole == 0 || whole > 18 || (whole > 1 && text[sign] == '0')) return std::string(number);
    std::string_view rest = text.substr(sign + whole);
    if (!rest.empty()) {
        if (rest[0] != '.' || 1 + digits_at(rest, 1) != rest.size()) return std::string(number);
        if (text[sign] != '0') rest = rest.substr(0, 1 + max_decimals);
        while (rest.ends_with('0')) rest.remove_suffix(1);
        if (rest == ".") rest = {};
    }
    std::string words(text.substr(0, sign));
    for (std::size_t i = 0; i < whole; ++i) {
        if (i > 0 && (whole - i) % 3 == 0) words += ',';
        words += text[sign + i];
    }
    return words + std::string(rest);
}

std::string operator_in_words(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> known{
        {{"greaterthan", ">"},
         {"greaterthanorequal", ">="},
         {"greaterthanorequalto", ">="},
         {"greaterorequal", ">="},
         {"lessthan", "<"},
         {"lessthanorequal", "<="},
         {"lessthanorequalto", "<="},
         {"lessorequal", "<="},
         {"equals", "="},
         {"equal", "="},
         {"equalto", "="},
         {"notequals", "is not"},
         {"greaterorlessthan", "above or below"},
         {"lessorgreaterthan", "above or below"}}};
    std::string squeezed = lower(name);
    std::erase(squeezed, ' ');
    for (const auto& [operation, words] : known)
        if (squeezed == operation) return std::string(words);
    return std::string(name);
}

std::string duration_in_words(std::string_view duration) {
    std::string_view rest = trimmed(duration);
    if (!rest.empty() && digits_at(rest, 0) == rest.size()) return minutes_in_words(rest);  // classic alerts
    if (!rest.starts_with('P') && !rest.starts_with('p')) return std::string(duration);
    rest.remove_prefix(1);
    std::string words;
    bool time = false;
    while (!rest.empty()) {
        if (rest[0] == 'T' || rest[0] == 't') {
            time = true;
            rest.remove_prefix(1);
            continue;
        }
        const std::size_t count = digits_at(rest, 0);
        if (count == 0 || count == rest.size()) return std::string(duration);
        std::string one;
        const std::string_view number = rest.substr(0, count);
        switch (lower(rest.substr(count, 1))[0]) {
            case 'd': one = counted(number, "day", "days"); break;
            case 'w': one = counted(number, "week", "weeks"); break;
            case 'h': one = counted(number, "h", "h"); break;
            case 'm': one = time ? counted(number, "min", "min") : counted(number, "month", "months"); break;
            case 's': one = counted(number, "s", "s"); break;
            default: return std::string(duration);
        }
        if (number != "0") words += (words.empty() ? "" : " ") + one;
        rest.remove_prefix(count + 1);
    }
    return words.empty() ? std::string(duration) : words;
}

std::string seconds_in_words(std::string_view seconds) {
    long long count = 0;
    const auto [end, failed] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), count);
    if (failed != std::errc() || end != seconds.data() + seconds.size() || count <= 0)
        return std::string(seconds) + " s";
    if (count % 86400 == 0) return counted(std::to_string(count / 86400), "day", "days");
    if (count % 3600 == 0) return std::to_string(count / 3600) + " h";
    if (count % 60 == 0) return std::to_string(count / 60) + " min";
    return std::to_string(count) + " s";
}

std::string minutes_in_words(std::string_view minutes) {
    if (minutes.empty() || minutes.size() > max_minutes_digits || digits_at(minutes, 0) != minutes.size())
        return std::string(minutes) + " min";
    return seconds_in_words(std::to_string(std::stoll(std::string(minutes)) * 60));
}

std::string time_in_words(std::string_view time) {
    const auto read = time_in(time);
    return read ? for_people(*read) : std::string(time);
}

std::string spaced(std::string_view name) {
    std::string words;
    each_word(name, [&](const std::string& word) {
        words += (words.empty() ? "" : " ") + (is_acronym(word) ? word : lower(word));
    });
    return words;
}

std::string label_of(std::string_view name) {
    std::string words = spaced(name);
    if (!words.empty() && small(words[0])) words[0] = static_cast<char>(words[0] - 'a' + 'A');
    return words;
}

}  // namespace secure_export::inbound
