#pragma once
// Which names a browser may know a listener under.  A page of a stranger whose name was made to lead to this machine
// (DNS rebinding) gives itself away by that name, in the Host field.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::host {

class HostNames {
public:
    // A name, an IPv4 address, an IPv6 address with or without brackets, or "*.example.org" for one label more; without
    // a port: on any.
    void add(std::string_view name, std::optional<std::uint16_t> port = std::nullopt);

    // "localhost:8444", "[::1]:8444", "admin.example.org"; `default_port` where none is named.
    bool contains(std::string_view host_field, std::uint16_t default_port) const;

private:
    struct Name {
        std::string name;
        std::optional<std::uint16_t> port;
    };
    std::vector<Name> names_;
};

// "HOST", "HOST:PORT", "[::1]:PORT".  Nothing for what is none of them.
struct HostAndPort {
    std::string host;  // in lower case, IPv6 in its shortest form and without brackets
    std::optional<std::uint16_t> port;
};
std::optional<HostAndPort> parse_host(std::string_view text);

}  // namespace secure_export::host
