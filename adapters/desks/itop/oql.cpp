#include "adapters/desks/itop/oql.h"

#include <algorithm>

#include "core/text.h"

namespace secure_export::desks::itop {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
std::string within_literal(std::string_view text, char quote) {
    std::string escaped;
    for (const char c : text) {
        if (c == quote || c == '\\') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

}  // namespace

bool is_code(std::string_view text) {
    return !text.empty() && letter(text.front()) &&
           std::ranges::all_of(text, [](char c) { return letter(c) || digit(c); });
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 18 && text.front() != '0' && std::ranges::all_of(text, digit);
}

Json::Value json_number(const std::string& text) { return Json::Value(Json::Int64(std::stoll(text))); }

std::string literal(std::string_view text) { return "'" + within_literal(text, '\'') + "'"; }

std::string like(std::string_view text) {
    std::string pattern = "'%";
    for (const char c : text) {
        const bool means_something = c == '\'' || c == '\\' || c == '%' || static_cast<unsigned char>(c) < 0x20;
        pattern += means_something ? '_' : c;
    }
    return pattern + "%'";
}

Json::Value reference(const std::string& text) {
    if (is_number(text) || !selected_class(text).empty()) return text;
    Json::Value named(Json::objectValue);
    named["name"] = text;
    return named;
}

Json::Value reference(const std::string& text, const std::vector<TextRange>& from_alert) {
    const std::size_t own = from_alert.empty() ? text.size() : from_alert.front().begin;
    if (selected_class(text).empty() || selected_class(std::string_view(text).substr(0, own)).empty()) {
        if (is_number(text)) return text;
        Json::Value named(Json::objectValue);
        named["name"] = text;
        return named;
    }
    std::string query;
    char quote = 0;  // of the literal that the operator's part is in; 0: in none
    std::size_t at = 0;
    const auto take_own = [&](std::size_t end) {
        for (; at < end; ++at) {
            query += text[at];
            if (quote != 0 && text[at] == '\\' && at + 1 < end)
                query += text[++at];
            else if (quote == 0 && (text[at] == '\'' || text[at] == '"'))
                quote = text[at];
            else if (text[at] == quote)
                quote = 0;
        }
    };
    for (const TextRange& range : from_alert) {
        take_own(range.begin);
        const std::string_view value = std::string_view(text).substr(range.begin, range.end - range.begin);
        query += quote == 0 ? literal(one_line(value)) : within_literal(one_line(value), quote);
        at = range.end;
    }
    take_own(text.size());
    return query;
}

std::string selected_class(std::string_view text) {
    constexpr std::string_view select = "select ";
    if (!same_ignoring_case(text.substr(0, select.size()), select)) return {};
    text = trimmed(text.substr(select.size()));
    const std::string_view first = text.substr(0, text.find_first_of(" \t\n"));
    return is_code(first) ? std::string(first) : std::string();
}

}  // namespace secure_export::desks::itop
