#include "adapters/hosts/standalone/sign_in/host_names.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace secure_export::host {
namespace {

// The canonical spelling of an IPv6 address; any other text unchanged.
std::string canonical(std::string_view text) {
    std::string name(text);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    in6_addr address{};
    char shortest[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, name.c_str(), &address) == 1 &&
        inet_ntop(AF_INET6, &address, shortest, sizeof shortest) != nullptr)
        return shortest;
    return name;
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_';
    });
}

bool stands_for(std::string_view known, std::string_view name) {
    if (!known.starts_with("*.")) return known == name;
    const std::size_t dot = name.find('.');
    return dot != std::string_view::npos && dot > 0 && name.substr(dot) == known.substr(1);
}

}  // namespace

std::optional<HostAndPort> parse_host(std::string_view text) {
    HostAndPort found;
    std::string_view rest;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        found.host = canonical(text.substr(1, end - 1));
        if (found.host.find(':') == std::string::npos) return std::nullopt;
        in6_addr address{};
        if (inet_pton(AF_INET6, found.host.c_str(), &address) != 1) return std::nullopt;
        rest = text.substr(end + 1);
    } else {
        const std::size_t colon = std::min(text.find(':'), text.size());
        if (!is_name(text.substr(0, colon))) return std::nullopt;
        found.host = canonical(text.substr(0, colon));
        rest = text.substr(colon);
    }
    if (rest.empty()) return found;
    std::uint16_t port = 0;
    const char* const end = rest.data() + rest.size();
    const auto [stopped, problem] = std::from_chars(rest.data() + 1, end, port);
    if (rest[0] != ':' || problem != std::errc{} || stopped != end) return std::nullopt;
    found.port = port;
    return found;
}

void HostNames::add(std::string_view name, std::optional<std::uint16_t> port) {
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    names_.push_back({canonical(name), port});
}

bool HostNames::contains(std::string_view host_field, std::uint16_t default_port) const {
    const auto asked = parse_host(host_field);
    if (!asked) return false;
    const std::uint16_t port = asked->port.value_or(default_port);
    return std::any_of(names_.begin(), names_.end(), [&](const Name& known) {
        return stands_for(known.name, asked->host) && (!known.port || *known.port == port);
    });
}

}  // namespace secure_export::host
