#pragma once
// One secret as it is kept: AES-256-GCM (NIST SP 800-38D), a random nonce of 96 bits for each sealing, a tag of 128
// bits.  Desk, field and key id are authenticated with it, so a row that was moved to another desk does not open.

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace secure_export::secrets {

struct Key {
    std::string id;  // 16 hex digits: says which key a row needs, and is no secret
    std::array<unsigned char, 32> bytes{};

    Key() = default;
    Key(const Key&) = default;
    Key& operator=(const Key&) = default;
    ~Key();  // wipes the bytes
};

// Of OpenSSL's generator for private values.  Throws std::runtime_error when there is no randomness.
Key make_key();

struct Sealed {
    std::string key_id;
    std::string nonce;  // 24 hex digits
    std::string text;   // hex: what was encrypted, then the tag
};

// Whose secret it is.  Neither text may hold a NUL byte: it stands between them in what is authenticated.
struct Place {
    std::string_view desk, field;
};

// Throws std::runtime_error when OpenSSL cannot do it.
Sealed seal(const Key& key, const Place& place, std::string_view secret);
// Nothing when it was not sealed with this key for this place, or was changed since.
std::optional<std::string> open(const Key& key, const Place& place, const Sealed& sealed);

// Overwrites what it held, so that it does not stay in freed memory.
void wipe(std::string& secret);

}  // namespace secure_export::secrets
