#include "core/correlation.h"

namespace secure_export {

std::string correlation_key(std::string_view connection, std::string_view alert_key) {
    return std::string(connection) + '\n' + std::string(alert_key);  // connection names hold no control characters
}

std::string desk_key(std::string_view sha256_hex, int generation) {
    std::string key = "azm-" + std::string(sha256_hex.substr(0, 32));
    if (generation > 1) key += '-' + std::to_string(generation);
    return key;
}

}  // namespace secure_export
