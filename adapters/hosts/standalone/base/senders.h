#pragma once
// Determines the sender of a request, and groups addresses into senders.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::host {

// The group that counts as one sender: an IPv4 address, or an IPv6 /64 network, which one customer has
// ("2001:db8:0:1::/64").  Any other text is returned unchanged.
std::string network_of(std::string_view address);

// The proxies in front of a listener whose statements about the sender are trusted.
class TrustedProxies {
public:
    // Adds "192.0.2.7", "10.0.0.0/8" or "2001:db8::/32".  False for any other text, or when bits after the prefix are
    // set.
    bool add(std::string_view text);
    bool empty() const { return ranges_.empty(); }

    // The sender's address: `peer` if that is not a trusted proxy.  Otherwise the right-most address in X-Forwarded-For
    // that is not a trusted proxy, since entries left of it are unverified; or in Forwarded (RFC 7239) if there is no
    // X-Forwarded-For.  If both exist and differ, one was forged by the sender, and `peer` is returned; so it is if
    // neither has an address.  `headers`: "Name: value\n" lines.
    std::string sender(std::string_view peer, std::string_view headers) const;

private:
    using Bytes = std::array<std::uint8_t, 16>;  // IPv4 as ::ffff:a.b.c.d
    struct Range {
        Bytes first;
        unsigned bits;
    };
    static std::optional<Bytes> parse(std::string_view address);
    bool contains(const Bytes& address) const;
    std::optional<std::string> right_most_stranger(const std::vector<std::string_view>& nodes) const;

    std::vector<Range> ranges_;
};

}  // namespace secure_export::host
