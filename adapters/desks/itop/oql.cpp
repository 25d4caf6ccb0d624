#include "adapters/desks/itop/oql.h"

#include <algorithm>

#include "core/text.h"

namespace secure_export::desks::itop {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
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

std::string literal(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "'";
}

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

std::string selected_class(std::string_view text) {
    constexpr std::string_view select = "select ";
    if (!same_ignoring_case(text.substr(0, select.size()), select)) return {};
    text = trimmed(text.substr(select.size()));
    const std::string_view first = text.substr(0, text.find_first_of(" \t\n"));
    return is_code(first) ? std::string(first) : std::string();
}

}  // namespace secure_export::desks::itop
