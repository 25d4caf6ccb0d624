#pragma once
// Forged signatures, and deliberately weak keys.

#include <json/value.h>

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace secure_export::test {

std::string sha256(std::string_view text);

// The parts of an RS256 signature block (RFC 8017 section 9.2), each of which a forger may change.
struct Block {
    std::string head{"\x00\x01", 2};
    char filling = '\xff';
    std::string separator{"\x00", 1};
    std::string algorithm;  // DigestInfo up to the hash
    std::string hash;
    std::string behind;          // bytes after the hash
    bool short_filling = false;  // only eight bytes of padding; `behind` then fills the block

    explicit Block(std::string_view text);
    std::string bytes(std::size_t size) const;
};

// Numbers are big-endian bytes.  The results have `size` bytes.
std::string sum(std::string_view a, std::string_view b, std::size_t size);
std::string difference(std::string_view a, std::string_view b, std::size_t size);
// The smallest number whose cube is at least `a`: a forged signature under exponent 3 if the block's end is not
// checked.
std::string cube_root(std::string_view a, std::size_t size);
std::string cube(std::string_view a, std::size_t size);
// A 2048-bit modulus with the fingerprint of the ROCA generator (CVE-2017-15361).  Its primes are unknown.
std::string roca_modulus();

// A key pair that is not RSA: "P-256", "P-384", "P-521", "ED25519".
class OtherKey {
public:
    OtherKey(std::string kid, std::string kind);

    Json::Value jwk() const;  // with kty, crv, x and, for EC, y
    // A signature in JWS form (RFC 7518 section 3.4, RFC 8037): for EC, r and s concatenated.
    std::string sign(std::string_view text) const;

private:
    std::string kid_, kind_;
    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace secure_export::test
