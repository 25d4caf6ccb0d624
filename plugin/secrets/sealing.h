#pragma once
// Encrypts a stored secret: AES-256-GCM (NIST SP 800-38D), a random 96-bit nonce for each encryption, a 128-bit tag.
// Desk, field and key id are authenticated data, so a row that was moved to another desk cannot be decrypted.

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace secure_export::secrets {

struct Key {
    std::string id;  // 16 hex digits: identifies the key that a row needs; not secret
    std::array<unsigned char, 32> bytes{};

    Key() = default;
    Key(const Key&) = default;
    Key& operator=(const Key&) = default;
    ~Key();  // wipes the bytes
};

// A random key from OpenSSL's generator for private values.  Throws std::runtime_error when that fails.
Key make_key();

struct Sealed {
    std::string key_id;
    std::string nonce;  // 24 hex digits
    std::string text;   // hex: ciphertext, then the tag
};

// The owner of a secret.  Neither text may contain a NUL byte, which separates them in the authenticated data.
struct Place {
    std::string_view desk, field;
};

// Encrypts.  Throws std::runtime_error when OpenSSL fails.
Sealed seal(const Key& key, const Place& place, std::string_view secret);
// Decrypts.  nullopt when it was not encrypted with this key for this place, or was changed since.
std::optional<std::string> open(const Key& key, const Place& place, const Sealed& sealed);

// Overwrites the string's memory and empties it, so that the secret does not stay in freed memory.
void wipe(std::string& secret);

}  // namespace secure_export::secrets
