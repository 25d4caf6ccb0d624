#pragma once
// What forgers hand in as a signature, and keys that are weak on purpose.

#include <json/value.h>

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace secure_export::test {

std::string sha256(std::string_view text);

// The parts of a signature block of RS256 (RFC 8017 section 9.2), each of which a forger may change.
struct Block {
    std::string head{"\x00\x01", 2};
    char filling = '\xff';
    std::string separator{"\x00", 1};
    std::string algorithm;  // DigestInfo up to the hash
    std::string hash;
    std::string behind;          // bytes after the hash
    bool short_filling = false;  // eight bytes of filling alone; what is behind then fills the block

    explicit Block(std::string_view text);
    std::string bytes(std::size_t size) const;
};

// Numbers are big-endian bytes.  The results have `size` bytes.
std::string sum(std::string_view a, std::string_view b, std::size_t size);
std::string difference(std::string_view a, std::string_view b, std::size_t size);
// The least number whose cube is not below `a`: a signature under the exponent 3 for a block whose end does not count.
std::string cube_root(std::string_view a, std::size_t size);
std::string cube(std::string_view a, std::size_t size);
// A modulus of 2048 bits that has the marks of the ROCA generator (CVE-2017-15361).  Nobody knows its primes.
std::string roca_modulus();

// A pair of another kind than RSA: "P-256", "P-384", "P-521", "ED25519".
class OtherKey {
public:
    OtherKey(std::string kid, std::string kind);

    Json::Value jwk() const;  // with kty, crv, x and, for EC, y
    // As JWS has it (RFC 7518 section 3.4, RFC 8037): for EC, r and s side by side.
    std::string sign(std::string_view text) const;

private:
    std::string kid_, kind_;
    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace secure_export::test
