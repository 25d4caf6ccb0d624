#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace secure_export::inbound {

// Decodes base64url without padding (RFC 4648 section 5, RFC 7515 section 2).  Strict, so that no two texts decode to
// the same bytes: nullopt for other characters, padding, impossible lengths, and non-zero bits after the last byte.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace secure_export::inbound
