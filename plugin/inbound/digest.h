#pragma once
#include <array>
#include <string>
#include <string_view>

namespace secure_export::inbound {

using Sha256 = std::array<unsigned char, 32>;

// SHA-256 (FIPS 180-4).
Sha256 sha256(std::string_view bytes);

// sha256() as 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace secure_export::inbound
