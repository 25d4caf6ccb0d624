#include "core/url.h"

#include <algorithm>
#include <charconv>

#include "core/limits.h"
#include "core/text.h"

namespace secure_export {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool host_name(std::string_view host) {
    return !host.empty() && host.size() <= max_host_name_bytes && std::all_of(host.begin(), host.end(), [](char c) {
        return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '_';
    });
}

bool ipv6_literal(std::string_view host) {
    return host.size() >= 2 && host.size() <= 45 && std::all_of(host.begin(), host.end(), [](char c) {
               return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
           });
}

std::optional<std::uint16_t> port_number(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

// 127.a.b.c in decimal without leading zeros: inet_aton's other spellings are read differently by different libraries.
bool ipv4_loopback(std::string_view host) {
    int parts = 0;
    while (parts < 4) {
        const auto part = host.substr(0, host.find('.'));
        if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), is_digit)) return false;
        if ((part.size() > 1 && part[0] == '0') || (part.size() == 3 && part > "255")) return false;
        if (parts == 0 && part != "127") return false;
        ++parts;
        if (part.size() == host.size()) return parts == 4;
        host.remove_prefix(part.size() + 1);
    }
    return false;
}

}  // namespace

std::string Url::authority() const {
    std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
    return text;
}

std::optional<Url> read_url(std::string_view text) {
    if (text.size() > max_url_bytes) return std::nullopt;
    if (std::any_of(text.begin(), text.end(), [](char c) { return c <= 0x20 || c >= 0x7f; })) return std::nullopt;

    Url url;
    const auto scheme = text.substr(0, std::min(text.find("://"), text.size()));
    if (same_ignoring_case(scheme, "http")) {
        url.tls = false;
        url.port = 80;
    } else if (!same_ignoring_case(scheme, "https")) {
        return std::nullopt;
    }
    if (text.size() < scheme.size() + 3) return std::nullopt;
    text.remove_prefix(scheme.size() + 3);

    text = text.substr(0, text.find('#'));
    const auto authority = text.substr(0, text.find_first_of("/?"));
    const auto target = text.substr(authority.size());
    url.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);

    std::string_view port;
    std::string_view host;
    if (authority.starts_with('[')) {
        const auto close = authority.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        host = authority.substr(1, close - 1);
        port = authority.substr(close + 1);
        if (!ipv6_literal(host)) return std::nullopt;
    } else {
        host = authority.substr(0, authority.find(':'));
        port = authority.substr(host.size());
        if (!host_name(host)) return std::nullopt;
    }
    if (!port.empty()) {
        const auto number = port.starts_with(':') ? port_number(port.substr(1)) : std::nullopt;
        if (!number) return std::nullopt;
        url.port = *number;
    }
    url.host = lower(host);
    return url;
}

bool is_loopback(const Url& url) { return url.host == "localhost" || url.host == "::1" || ipv4_loopback(url.host); }

}  // namespace secure_export
