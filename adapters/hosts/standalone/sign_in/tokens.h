#pragma once
// Random tokens, hashes, comparison in constant time, and wiping.

#include <string>
#include <string_view>

namespace secure_export::host {

// 256 random bits as 43 characters of base64url (RFC 4648 section 5).  Throws std::runtime_error when no random numbers
// are available.
std::string random_token();

// SHA-256 in 64 lower-case hex digits.
std::string sha256_hex(std::string_view text);

// HMAC (RFC 2104) with SHA-256, in 64 lower-case hex digits.
std::string hmac_sha256_hex(std::string_view key, std::string_view text);

// Compares in a time that depends on the lengths only.
bool same_secret(std::string_view one, std::string_view other);

// Overwrites the string's memory and empties it, so that the secret does not stay in freed memory.
void wipe(std::string& secret);

std::string hex_of(std::string_view bytes);
// Empty for an odd number of digits, or any character but 0-9 and a-f.
std::string bytes_of_hex(std::string_view hex);

}  // namespace secure_export::host
