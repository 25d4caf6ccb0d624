#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace secure_export::inbound {

// base64url without padding (RFC 4648 section 5, RFC 7515 section 2).  Strict: nothing for other characters, padding,
// impossible lengths, and bits set that belong to no byte, so that no two texts mean the same bytes.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace secure_export::inbound
