#include "adapters/desks/rest/encode.h"

#include <Poco/Base64Encoder.h>

#include <sstream>

namespace secure_export::desks::rest {

// Not Poco::URI::encode: the characters that it leaves unencoded differ between its releases.
std::string percent_encoded(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size() * 3);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += digits[byte >> 4];
            encoded += digits[byte & 15];
        }
    }
    return encoded;
}

std::string encoded_pairs(const Pairs& pairs) {
    std::string encoded;
    for (const auto& [name, value] : pairs)
        encoded += (encoded.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
    return encoded;
}

std::string base64(std::string_view bytes) {
    std::ostringstream out;
    Poco::Base64Encoder encoder(out);
    encoder.rdbuf()->setLineLength(0);
    encoder << bytes;
    encoder.close();
    return out.str();
}

}  // namespace secure_export::desks::rest
