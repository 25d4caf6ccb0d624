#include <algorithm>

#include "admin/route.h"

namespace secure_export::admin {

namespace {

constexpr std::string_view api_prefix = "/api/v1/";

// Percent-decodes like a query value, except that '+' stays '+'.
std::string decoded(std::string_view segment) {
    std::string escaped;
    for (const char c : segment) escaped += c == '+' ? std::string("%2B") : std::string(1, c);
    return query_value("x=" + escaped, "x").value_or(std::string(segment));
}

}  // namespace

std::vector<std::string> segments(std::string_view path) {
    std::vector<std::string> parts;
    if (path.starts_with(api_prefix)) path.remove_prefix(api_prefix.size());
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        parts.push_back(decoded(path.substr(at, end - at)));
        at = end + 1;
    }
    return parts;
}

std::optional<std::vector<std::string>> match(std::string_view pattern, const std::vector<std::string>& path) {
    std::vector<std::string> values;
    std::size_t at = 0;
    for (const std::string& segment : path) {
        if (at > pattern.size()) return std::nullopt;
        const std::size_t end = std::min(pattern.find('/', at), pattern.size());
        const std::string_view wanted = pattern.substr(at, end - at);
        at = end + 1;
        if (wanted.starts_with('{'))
            values.push_back(segment);
        else if (wanted != segment)
            return std::nullopt;
    }
    if (at <= pattern.size()) return std::nullopt;
    return values;
}

std::string methods_of(std::span<const Route> table, const std::vector<std::string>& path) {
    std::string methods;
    for (const Route& route : table) {
        if (!match(route.pattern, path)) continue;
        methods += (methods.empty() ? "" : ", ") + std::string(route.method);
        if (route.method == "GET") methods += ", HEAD";
    }
    return methods;
}

}  // namespace secure_export::admin
