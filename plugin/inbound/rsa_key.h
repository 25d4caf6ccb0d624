#pragma once
#include <memory>
#include <string_view>

#include "core/result.h"

struct evp_pkey_st;

namespace secure_export::inbound {

// A parsed RSA public key that is strong enough to verify signatures.  [concurrent]
class RsaKey {
public:
    // `n` and `e` are the big-endian integers of RFC 7518 section 6.3.1.  Fault::invalid, with the reason, for weak
    // keys: under 2048 bits (RFC 7518 section 3.3), a modulus or exponent that is even, an exponent under 3, and moduli
    // of the ROCA generator (CVE-2017-15361), whose private keys can be computed.
    static Result<RsaKey> read(std::string_view n, std::string_view e);

    // Whether `signature` is this key's RSASSA-PKCS1-v1_5 signature of `text` with SHA-256 (RS256).
    bool verifies(std::string_view text, std::string_view signature) const;

private:
    explicit RsaKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace secure_export::inbound
