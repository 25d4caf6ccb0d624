#pragma once
// Who sent a request, and what counts as one sender.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::host {

// What counts as one sender, as text: an IPv4 address, or an IPv6 network of 64 bits, which is what one customer has
// ("2001:db8:0:1::/64").  What is no address is itself.
std::string network_of(std::string_view address);

// The proxies in front of a listener whose word about the sender is taken.
class TrustedProxies {
public:
    // "192.0.2.7", "10.0.0.0/8", "2001:db8::/32".  False when it is none of them, or when bits are set behind the
    // prefix.
    bool add(std::string_view text);
    bool empty() const { return ranges_.empty(); }

    // The sender's address: `peer` where that is no trusted proxy.  Otherwise the right-most address of X-Forwarded-For
    // that is none, since whatever stands left of it is hearsay; of Forwarded (RFC 7239) where there is no
    // X-Forwarded-For.  Where both are there and differ, one of them is the sender's own invention and `peer` is given,
    // as it is where neither names an address.  `headers`: "Name: value\n" lines.
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
