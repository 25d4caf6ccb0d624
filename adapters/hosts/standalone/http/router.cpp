#include "adapters/hosts/standalone/http/router.h"

#include <algorithm>

namespace secure_export::host {
namespace {

bool is_method(std::string_view text) {
    return !text.empty() && text.size() <= 20 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_path(std::string_view text) {
    return !text.empty() && text[0] == '/' && text.size() <= 1024 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f && c != '?' && c != '#'; });
}

std::size_t index_of(Access access) { return access == Access::open ? 0 : 1; }

}  // namespace

bool Router::add(Endpoint endpoint) {
    if (!is_method(endpoint.method) || !is_path(endpoint.path)) return false;
    std::string path = endpoint.path;
    const bool wildcard = path.ends_with("/*");
    if (wildcard) path.pop_back();
    if (path.find('*') != std::string::npos) return false;
    const std::size_t side = index_of(endpoint.access);
    auto& methods = (wildcard ? below_ : exact_)[side][path];
    const auto [place, added] = methods.try_emplace(endpoint.method, endpoint);
    if (added) in_order_.push_back(&place->second);
    return added;
}

const Router::ByMethod* Router::methods_for(Access access, std::string_view path) const {
    const std::size_t side = index_of(access);
    if (const auto found = exact_[side].find(path); found != exact_[side].end()) return &found->second;
    // Tries prefixes that end with a slash, longest first, but none longer than the deepest wildcard: so a path of many
    // slashes is cheap, too.
    const ByPath& below = below_[side];
    if (below.empty()) return nullptr;
    std::size_t longest = 0;
    for (const auto& [prefix, methods] : below) longest = std::max(longest, prefix.size());
    for (std::size_t end = std::min(path.size(), longest); end > 0; --end)
        if (path[end - 1] == '/')
            if (const auto found = below.find(path.substr(0, end)); found != below.end()) return &found->second;
    return nullptr;
}

Router::Match Router::find(Access access, std::string_view method, std::string_view path) const {
    const ByMethod* methods = methods_for(access, path);
    if (!methods) return {};
    const auto found = methods->find(method == "HEAD" && !methods->contains("HEAD") ? "GET" : method);
    if (found != methods->end()) return {&found->second, {}};
    Match refused;
    for (const auto& [name, endpoint] : *methods) {
        if (!refused.allow.empty()) refused.allow += ", ";
        refused.allow += name;
        if (name == "GET" && !methods->contains("HEAD")) refused.allow += ", HEAD";
    }
    return refused;
}

}  // namespace secure_export::host
