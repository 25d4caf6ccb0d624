#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "inbound/authorize.h"
#include "inbound/key_set.h"
#include "inbound/limits.h"

namespace secure_export::inbound {

// A check that failed.
struct Failure {
    Check check;
    std::string detail;      // for operators: found, expected, what to do
    bool too_early = false;  // for Check::time: nbf is in the future
};

// A signed token in compact form (RFC 7515 section 7.1).  Nothing in it is trusted before verify().
struct Jws {
    std::string kid;
    std::string payload, signature;  // decoded
    std::string_view signed_text;    // points into the token given to read_jws()
};

// Checks form, algorithm and key_id.  Keys inside the token (jwk, jku, x5u, x5c) are ignored.
std::variant<Jws, Failure> read_jws(std::string_view token);

// Checks key and signature.  Returns the key in `keys` with the token's kid; it lives as long as `keys`.
std::variant<const KeySet::Key*, Failure> verify(const Jws& jws, const KeySet& keys);

}  // namespace secure_export::inbound
