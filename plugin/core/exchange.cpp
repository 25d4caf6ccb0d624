#include "core/exchange.h"

#include "core/characters.h"
#include "core/text.h"

namespace secure_export {
namespace {

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
            const int low = high < 0 ? -1 : hex_value(text[i + 2]);
            if (low < 0) return std::nullopt;
            result += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            result += text[i] == '+' ? ' ' : text[i];
        }
    }
    return result;
}

// Removes the part up to and including `end` from the front of `rest`; returns it without `end`.
std::string_view take_until(std::string_view& rest, char end) {
    const std::size_t at = rest.find(end);
    const std::string_view part = rest.substr(0, at);
    rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
    return part;
}

}  // namespace

std::vector<std::string_view> header_values(std::string_view headers, std::string_view name) {
    std::vector<std::string_view> values;
    while (!headers.empty()) {
        const std::string_view line = take_until(headers, '\n');
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && same_ignoring_case(trimmed(line.substr(0, colon)), name)) {
            values.push_back(trimmed(line.substr(colon + 1)));
        }
    }
    return values;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        std::string_view value = take_until(query, '&');
        const bool has_value = value.find('=') != std::string_view::npos;
        const std::optional<std::string> key = percent_decoded(take_until(value, '='));
        if (key == name) return percent_decoded(has_value ? value : std::string_view());
    }
    return std::nullopt;
}

}  // namespace secure_export
