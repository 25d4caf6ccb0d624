#include "core/resource_id.h"

#include <vector>

#include "core/text.h"

namespace secure_export {
namespace {

// Blanks may precede a trailing slash ("/a/b /"): the result ends in neither.
std::string_view without_trailing_slash(std::string_view id) {
    id = trimmed(id);
    while (!id.empty() && id.back() == '/') {
        id.remove_suffix(1);
        id = trimmed(id);
    }
    return id;
}

// The non-empty segments between slashes, as views into `id`.
std::vector<std::string_view> segments(std::string_view id) {
    std::vector<std::string_view> all;
    while (!id.empty()) {
        const std::size_t slash = id.find('/');
        if (slash != 0) all.push_back(id.substr(0, slash));
        id.remove_prefix(slash == std::string_view::npos ? id.size() : slash + 1);
    }
    return all;
}

}  // namespace

std::string canonical_resource_id(std::string_view id) { return lower(without_trailing_slash(id)); }

bool looks_like_resource_id(std::string_view text) {
    text = without_trailing_slash(text);
    return text.starts_with('/') && segments(text).size() >= 2;
}

std::optional<std::string> subscription_of(std::string_view id) {
    const auto parts = segments(without_trailing_slash(id));
    if (parts.size() < 2 || !same_ignoring_case(parts[0], "subscriptions")) return std::nullopt;
    return lower(trimmed(parts[1]));
}

std::string_view name_of_resource(std::string_view id) {
    id = without_trailing_slash(id);
    return id.substr(id.rfind('/') + 1);  // npos + 1 is 0
}

std::string resource_type(std::string_view id) {
    const std::string canonical = canonical_resource_id(id);
    const auto parts = segments(canonical);
    std::size_t at = parts.size();
    while (at > 0 && parts[at - 1] != "providers") --at;
    if (at == 0 || at == parts.size()) return {};
    std::string type(parts[at]);  // then type, name, type, name
    for (std::size_t i = at + 1; i < parts.size(); i += 2) type += "/" + std::string(parts[i]);
    return type;
}

bool same_or_part(std::string_view a, std::string_view b) {
    const std::string one = canonical_resource_id(a), other = canonical_resource_id(b);
    return one == other || one.starts_with(other + "/") || other.starts_with(one + "/");
}

std::optional<std::string> parent_resource(std::string_view id) {
    id = without_trailing_slash(id);
    const auto parts = segments(id);
    std::size_t providers =
        parts.size();  // the last segment "providers": after it come namespace, type, name, type, name
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (same_ignoring_case(parts[i], "providers")) providers = i;
    }
    if (providers == parts.size()) return std::nullopt;
    const auto up_to = [&](std::size_t count) {  // the id up to and with its segment number `count`
        const std::string_view last = parts[count - 1];
        return std::string(id.substr(0, static_cast<std::size_t>(last.data() - id.data()) + last.size()));
    };
    const std::size_t after = parts.size() - providers - 1;  // namespace and pairs
    if (after >= 5 && after % 2 == 1) return up_to(parts.size() - 2);
    // The parent of an extension resource (".../virtualMachines/vm1/providers/Microsoft.Insights/alerts/a1") is the
    // resource in front of it, unless that is a resource group or a subscription.
    for (std::size_t i = 0; i < providers; ++i) {
        if (same_ignoring_case(parts[i], "providers") && providers - i >= 4) return up_to(providers);
    }
    return std::nullopt;
}

}  // namespace secure_export
