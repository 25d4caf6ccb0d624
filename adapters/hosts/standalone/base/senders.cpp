#include "adapters/hosts/standalone/base/senders.h"

#include <arpa/inet.h>
#include <strings.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "adapters/hosts/standalone/base/untrusted_text.h"

namespace secure_export::host {
namespace {

constexpr std::size_t mapped_prefix_bytes = 12;  // of ::ffff:0:0/96

// The elements of a list separated by `mark`, in order; with `quotes`, marks between quotes do not separate.
std::vector<std::string_view> split(std::string_view text, char mark, bool quotes) {
    std::vector<std::string_view> parts;
    bool quoted = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (quotes && i < text.size() && text[i] == '"') quoted = !quoted;
        if (i < text.size() && (text[i] != mark || quoted)) continue;
        parts.push_back(trimmed(text.substr(begin, i - begin)));
        begin = i + 1;
    }
    return parts;
}

// "192.0.2.1", "192.0.2.1:4711", "[2001:db8::1]:4711", "\"[2001:db8::1]\"": the address alone.
std::string_view without_port(std::string_view node) {
    if (node.size() >= 2 && node.front() == '"' && node.back() == '"') node = node.substr(1, node.size() - 2);
    if (node.starts_with('[')) {
        const std::size_t end = node.find(']');
        return end == std::string_view::npos ? node : node.substr(1, end - 1);
    }
    const std::size_t colon = node.find(':');
    return colon != std::string_view::npos && node.find(':', colon + 1) == std::string_view::npos
               ? node.substr(0, colon)
               : node;
}

// X-Forwarded-For has no quoting: a quote opened by the sender must not hide what the proxy appended.
std::vector<std::string_view> nodes_of_x_forwarded_for(std::string_view headers) {
    std::vector<std::string_view> nodes;
    for (const std::string_view value : field_values(headers, "X-Forwarded-For"))
        for (const std::string_view node : split(value, ',', false)) nodes.push_back(without_port(node));
    return nodes;
}

// An element without "for" counts as a node with an unknown sender.
std::vector<std::string_view> nodes_of_forwarded(std::string_view headers) {
    std::vector<std::string_view> nodes;
    for (const std::string_view value : field_values(headers, "Forwarded"))
        for (const std::string_view element : split(value, ',', true)) {
            nodes.emplace_back();
            for (const std::string_view pair : split(element, ';', true))
                if (pair.size() > 4 && strncasecmp(pair.data(), "for=", 4) == 0)
                    nodes.back() = without_port(trimmed(pair.substr(4)));
        }
    return nodes;
}

std::string text_of(const std::array<std::uint8_t, 16>& address) {
    char text[INET6_ADDRSTRLEN];
    in6_addr v6{};
    std::memcpy(v6.s6_addr, address.data(), address.size());
    if (IN6_IS_ADDR_V4MAPPED(&v6)) return inet_ntop(AF_INET, address.data() + mapped_prefix_bytes, text, sizeof text);
    return inet_ntop(AF_INET6, address.data(), text, sizeof text);
}

}  // namespace

std::string network_of(std::string_view address) {
    std::string text(address.substr(0, address.find('%')));
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return text;
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), v6.s6_addr, bytes.size());
    if (IN6_IS_ADDR_V4MAPPED(&v6)) return text_of(bytes);
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return text_of(bytes) + "/64";
}

std::optional<TrustedProxies::Bytes> TrustedProxies::parse(std::string_view address) {
    const std::string text(address.substr(0, address.find('%')));
    Bytes bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
    bytes[10] = bytes[11] = 0xff;
    if (inet_pton(AF_INET, text.c_str(), bytes.data() + mapped_prefix_bytes) == 1) return bytes;
    return std::nullopt;
}

bool TrustedProxies::add(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    const auto first = parse(address);
    if (!first) return false;
    const bool v4 = address.find(':') == std::string_view::npos;
    const unsigned width = v4 ? 32 : 128;
    unsigned bits = width;
    if (slash != std::string_view::npos) {
        const std::string_view number = text.substr(slash + 1);
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), bits);
        if (error != std::errc() || end != number.data() + number.size() || bits > width) return false;
    }
    if (v4) bits += 96;
    for (unsigned bit = bits; bit < 128; ++bit)
        if ((*first)[bit / 8] & (0x80u >> (bit % 8))) return false;
    ranges_.push_back({*first, bits});
    return true;
}

bool TrustedProxies::contains(const Bytes& address) const {
    return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
        const std::size_t whole = range.bits / 8;
        if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole), range.first.begin()))
            return false;
        const unsigned rest = range.bits % 8;
        return rest == 0 || ((address[whole] ^ range.first[whole]) >> (8 - rest)) == 0;
    });
}

std::optional<std::string> TrustedProxies::right_most_stranger(const std::vector<std::string_view>& nodes) const {
    // NOLINTNEXTLINE(modernize-loop-convert): clang 14 cannot read libstdc++'s std::views::reverse
    for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
        const auto address = parse(*node);
        if (!address) return std::nullopt;  // "unknown", or a name chosen by the proxy
        if (!contains(*address)) return text_of(*address);
    }
    return std::nullopt;
}

std::string TrustedProxies::sender(std::string_view peer, std::string_view headers) const {
    std::string itself(peer);
    if (ranges_.empty()) return itself;
    const auto from = parse(peer);
    if (!from || !contains(*from)) return itself;
    const auto x_nodes = nodes_of_x_forwarded_for(headers), nodes = nodes_of_forwarded(headers);
    const auto x_sender = right_most_stranger(x_nodes), sender = right_most_stranger(nodes);
    if (!x_nodes.empty() && !nodes.empty() && x_sender != sender) return itself;
    return x_sender ? *x_sender : sender.value_or(itself);
}

}  // namespace secure_export::host
