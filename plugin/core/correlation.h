#pragma once
#include <string>
#include <string_view>

namespace secure_export {

// The key of what one incident stands for.  It is one alert: the lifecycle, the order of work and the generations are
// kept for each alert too, so that giving two alerts one key here would not make them share an incident.
std::string correlation_key(std::string_view connection, std::string_view alert_key);

// The key that the desk keeps for an incident: "azm-" and 32 hex digits of `sha256_hex` (64 digits, of the correlation
// key), and "-N" from the second incident of the same alert on.  [a-z0-9-], at most 40.
std::string desk_key(std::string_view sha256_hex, int generation);

}  // namespace secure_export
