#pragma once
// Random values that prove something, and how they are compared and forgotten.

#include <string>
#include <string_view>

namespace secure_export::host {

// 256 random bits as 43 characters of base64url (RFC 4648 section 5).  Throws std::runtime_error without randomness.
std::string random_token();

// In 64 lower-case hex digits.
std::string sha256_hex(std::string_view text);

// HMAC (RFC 2104) with SHA-256, in 64 lower-case hex digits.
std::string hmac_sha256_hex(std::string_view key, std::string_view text);

// In a time that depends on the lengths alone.
bool same_secret(std::string_view one, std::string_view other);

// Overwrites what it held, so that it does not stay in freed memory.
void wipe(std::string& secret);

std::string hex_of(std::string_view bytes);
// Empty for an odd number of digits, or another character than 0-9a-f.
std::string bytes_of_hex(std::string_view hex);

}  // namespace secure_export::host
