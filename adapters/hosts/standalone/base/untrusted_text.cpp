#include "adapters/hosts/standalone/base/untrusted_text.h"

#include <strings.h>

#include <algorithm>
#include <cstdint>

#include "adapters/hosts/standalone/base/limits.h"

namespace secure_export::host {
namespace {

bool same_word(std::string_view one, std::string_view other) {
    return one.size() == other.size() && strncasecmp(one.data(), other.data(), one.size()) == 0;
}

// Calls `each` with each part between separators, trimmed.
template <class Each>
void split(std::string_view text, char separator, Each each) {
    for (bool last = false; !last;) {
        const std::size_t end = text.find(separator);
        last = end == std::string_view::npos;
        each(trimmed(text.substr(0, end)));
        text.remove_prefix(last ? text.size() : end + 1);
    }
}

// The code points of a text; nullopt when it is not UTF-8 in its shortest form.
std::optional<std::vector<std::uint32_t>> code_points(std::string_view text) {
    static constexpr std::uint32_t min[] = {0, 0x80, 0x800, 0x10000};
    std::vector<std::uint32_t> points;
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i++]);
        const std::size_t more = first < 0x80             ? 0
                                 : (first & 0xe0) == 0xc0 ? 1
                                 : (first & 0xf0) == 0xe0 ? 2
                                 : (first & 0xf8) == 0xf0 ? 3
                                                          : text.size();
        if (more > text.size() - i || more > 3) return std::nullopt;
        std::uint32_t point = more == 0 ? first : first & (0x3fu >> more);
        for (std::size_t k = 0; k < more; ++k) {
            const auto next = static_cast<unsigned char>(text[i++]);
            if ((next & 0xc0) != 0x80) return std::nullopt;
            point = point << 6 | (next & 0x3fu);
        }
        if (point < min[more] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return std::nullopt;
        points.push_back(point);
    }
    return points;
}

bool is_name_letter(std::uint32_t point) {
    if (point < 0x80)
        return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || (point >= '0' && point <= '9') ||
               point == '.' || point == '_' || point == '-' || point == '@';
    return point >= 0xc0 && point <= 0x24f && point != 0xd7 && point != 0xf7;  // Latin letters, without "×" and "÷"
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<std::string> form_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high << 4 | low);
        i += 2;
    }
    return out;
}

// Calls `each` with name, value and the whole line including its line break.
template <class Each>
void each_field(std::string_view headers, Each each) {
    while (!headers.empty()) {
        const std::size_t end = std::min(headers.find('\n'), headers.size() - 1);
        const std::string_view line = headers.substr(0, end + 1);
        headers.remove_prefix(end + 1);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        std::string_view value = line.substr(colon + 1);
        if (value.ends_with('\n')) value.remove_suffix(1);
        each(line.substr(0, colon), trimmed(value), line);
    }
}

// A quality value in thousandths; an invalid one counts as 0.
int weight_of(std::string_view parameter) {
    if (!parameter.starts_with("q=")) return 1000;
    parameter.remove_prefix(2);
    if (parameter.empty() || (parameter[0] != '0' && parameter[0] != '1')) return 0;
    int weight = (parameter[0] - '0') * 1000, place = 100;
    for (std::size_t i = 2; i < parameter.size() && i < 5 && parameter[1] == '.'; ++i, place /= 10)
        weight += parameter[i] >= '0' && parameter[i] <= '9' ? (parameter[i] - '0') * place : 0;
    return std::min(weight, 1000);
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<std::size_t> printable_characters(std::string_view text) {
    const auto points = code_points(text);
    if (!points || std::any_of(points->begin(), points->end(),
                               [](std::uint32_t p) { return p < 0x20 || (p >= 0x7f && p < 0xa0); }))
        return std::nullopt;
    return points->size();
}

bool is_person_name(std::string_view text) {
    const auto points = code_points(text);
    if (!points || points->empty() || points->size() > max_name_characters) return false;
    if (text.front() == ' ' || text.back() == ' ' || text.find("  ") != std::string_view::npos) return false;
    return std::all_of(points->begin(), points->end(), [](std::uint32_t p) { return p == ' ' || is_name_letter(p); });
}

std::optional<Form> parse_form(std::string_view body) {
    Form form;
    bool sound = true;
    std::size_t fields = 0;
    split(body, '&', [&](std::string_view field) {
        if (field.empty() || !sound) return;
        const std::size_t equals = std::min(field.find('='), field.size());
        auto name = form_decoded(field.substr(0, equals));
        auto value = form_decoded(equals < field.size() ? field.substr(equals + 1) : std::string_view());
        sound =
            name && value && ++fields <= max_form_fields && form.emplace(std::move(*name), std::move(*value)).second;
    });
    if (!sound) return std::nullopt;
    return form;
}

std::vector<std::string_view> field_values(std::string_view headers, std::string_view name) {
    std::vector<std::string_view> values;
    each_field(headers, [&](std::string_view field, std::string_view value, std::string_view) {
        if (same_word(field, name)) values.push_back(value);
    });
    return values;
}

std::string without_fields(std::string_view headers, const std::vector<std::string_view>& names) {
    std::string out;
    each_field(headers, [&](std::string_view field, std::string_view, std::string_view line) {
        if (std::none_of(names.begin(), names.end(), [&](std::string_view name) { return same_word(field, name); }))
            out.append(line);
    });
    return out;
}

std::vector<std::string_view> cookie_values(std::string_view headers, std::string_view cookie) {
    std::vector<std::string_view> values;
    for (const std::string_view line : field_values(headers, "Cookie"))
        split(line, ';', [&](std::string_view pair) {
            const std::size_t equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == cookie)
                values.push_back(pair.substr(equals + 1));
        });
    return values;
}

std::string_view preferred_language(std::string_view headers) {
    int german = 0, english = 0;
    for (const std::string_view line : field_values(headers, "Accept-Language"))
        split(line, ',', [&](std::string_view range) {
            const std::size_t end = range.find(';');
            const int weight = weight_of(end == std::string_view::npos ? "" : trimmed(range.substr(end + 1)));
            const std::string_view tag = trimmed(range.substr(0, end));
            const std::string_view language = tag.substr(0, tag.find('-'));
            if (same_word(language, "de")) german = std::max(german, weight);
            if (same_word(language, "en")) english = std::max(english, weight);
        });
    return german > english ? "de" : "en";
}

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    return out;
}

}  // namespace secure_export::host
