#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "inbound/authorize.h"
#include "inbound/key_set.h"
#include "inbound/limits.h"

namespace secure_export::inbound {

// Which check was not passed, and for operators: found, expected, what to do.
struct Failure {
    Check check;
    std::string detail;
    bool too_early = false;  // of Check::time
};

// A signed token in compact form (RFC 7515 section 7.1).  Nothing in it may be believed before verify().
struct Jws {
    std::string kid;
    std::string payload, signature;  // decoded
    std::string_view signed_text;    // part of the token that was read
};

// Checks form, algorithm and key_id.  Keys that the token brings along (jwk, jku, x5u, x5c) are not looked at.
std::variant<Jws, Failure> read_jws(std::string_view token);

// Checks key and signature.  The key is the one that `keys`, which owns it, holds under the token's kid.
std::variant<const KeySet::Key*, Failure> verify(const Jws& jws, const KeySet& keys);

}  // namespace secure_export::inbound
