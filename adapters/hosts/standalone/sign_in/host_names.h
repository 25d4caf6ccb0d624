#pragma once
// The host names that requests to a listener may carry in the Host field.  Refusing all others stops DNS rebinding: a
// hostile page whose name resolves to this machine sends its own name there.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::host {

class HostNames {
public:
    // A name, an IPv4 address, an IPv6 address with or without brackets, or "*.example.org" for one label more.
    // Without `port` every port is allowed.
    void add(std::string_view name, std::optional<std::uint16_t> port = std::nullopt);

    // "localhost:8444", "[::1]:8444", "admin.example.org"; `default_port` applies where none is given.
    bool contains(std::string_view host_field, std::uint16_t default_port) const;

private:
    struct Name {
        std::string name;
        std::optional<std::uint16_t> port;
    };
    std::vector<Name> names_;
};

// "HOST", "HOST:PORT", "[::1]:PORT".  Nothing for any other text.
struct HostAndPort {
    std::string host;  // in lower case, IPv6 in its shortest form and without brackets
    std::optional<std::uint16_t> port;
};
std::optional<HostAndPort> parse_host(std::string_view text);

}  // namespace secure_export::host
