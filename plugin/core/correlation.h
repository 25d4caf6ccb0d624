#pragma once
#include <string>
#include <string_view>

namespace secure_export {

// The key of what one incident is opened for: one alert.  The lifecycle, the order of work and the generations are kept
// per alert as well, so that returning one key for two alerts would not make them share an incident.
std::string correlation_key(std::string_view connection, std::string_view alert_key);

// The key under which the desk stores an incident: "azm-" and the first 32 of `sha256_hex` (64 hex digits: the hash of
// the correlation key), followed by "-N" from the alert's second incident on.  [a-z0-9-], at most 40 bytes.
std::string desk_key(std::string_view sha256_hex, int generation);

}  // namespace secure_export
