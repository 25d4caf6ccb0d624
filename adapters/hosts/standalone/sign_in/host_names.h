#pragma once
// The host names that a listener accepts in the Host field.  Rejecting all others prevents DNS rebinding: a hostile
// page whose name resolves to this machine sends its own name.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::host {

class HostNames {
public:
    // Adds a name, an IPv4 address, an IPv6 address with or without brackets, or "*.example.org" for exactly one more
    // label.  Without `port` every port is allowed.
    void add(std::string_view name, std::optional<std::uint16_t> port = std::nullopt);

    // Accepts "localhost:8444", "[::1]:8444", "admin.example.org"; `default_port` applies if there is no port.
    bool contains(std::string_view host_field, std::uint16_t default_port) const;

private:
    struct Name {
        std::string name;
        std::optional<std::uint16_t> port;
    };
    std::vector<Name> names_;
};

// The result of parse_host().
struct HostAndPort {
    std::string host;  // lower case; IPv6 in its shortest form, without brackets
    std::optional<std::uint16_t> port;
};
// Parses "HOST", "HOST:PORT", "[::1]:PORT"; nullopt for any other text.
std::optional<HostAndPort> parse_host(std::string_view text);

}  // namespace secure_export::host
