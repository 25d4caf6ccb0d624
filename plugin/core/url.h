#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace secure_export {

// An absolute http or https address (RFC 3986), in the strict form that this product fetches from.
struct Url {
    bool tls = true;   // https
    std::string host;  // lower case; IPv6 without brackets
    std::uint16_t port = 443;
    std::string target = "/";  // path and query exactly as written: decoding and encoding again would change some URLs

    std::string authority() const;  // host, with the port unless it is the scheme's default: for Host and messages
};

// nullopt for other schemes, user information, empty or malformed hosts, port 0, blanks, control characters, non-ASCII,
// and more than 8000 bytes.  A fragment is dropped.
std::optional<Url> read_url(std::string_view text);

// "localhost", 127.0.0.0/8 in plain dotted form, or ::1: http without TLS is allowed there.
bool is_loopback(const Url& url);

}  // namespace secure_export
