#include "adapters/desks/rest/host_names.h"

#include <algorithm>

#include "adapters/desks/rest/limits.h"
#include "core/text.h"

namespace secure_export::desks::rest {
bool is_host_label(std::string_view name) {
    return !name.empty() && name.size() <= max_label && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

std::string first_label_of(std::string_view name) {
    if (name.size() > max_host_name || name.find_first_not_of("0123456789.") == std::string_view::npos) return {};
    const std::string_view first = name.substr(0, name.find('.'));
    for (std::string_view rest = name; !rest.empty();) {
        const std::size_t dot = rest.find('.');
        if (!is_host_label(rest.substr(0, dot))) return {};
        if (dot == std::string_view::npos) return first.size() == name.size() ? std::string() : std::string(first);
        rest.remove_prefix(dot + 1);
        if (rest.empty()) return {};
    }
    return {};
}

bool is_other_form(std::string_view wanted, std::string_view held) {
    const auto names = [](std::string_view label, std::string_view full) {
        return is_host_label(label) && same_ignoring_case(label, first_label_of(full));
    };
    return names(wanted, held) || names(held, wanted);
}

}  // namespace secure_export::desks::rest
