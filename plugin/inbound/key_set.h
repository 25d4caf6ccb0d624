#pragma once
#include <map>
#include <string>
#include <string_view>

#include "core/result.h"
#include "inbound/rsa_key.h"

namespace secure_export::inbound {

// The RS256 keys of a JSON Web Key Set (RFC 7517).
class KeySet {
public:
    struct Key {
        RsaKey rsa;
        std::string issuer;  // as in the entry, perhaps with {tenantid}; empty when it has none
    };

    // Entries that cannot be meant for RS256 are passed over: another kty than RSA, a use other than "sig", key_ops
    // without "verify", an alg other than RS256, no kid.  The whole set is refused (Fault::invalid, with the reason)
    // when it is not what an authority publishes, since then none of it can be trusted to mean what it seems to:
    // - not an object with an array "keys" of objects, more than 256 KiB or 100 entries, a repeated member name;
    // - a secret in it: an "oct" entry, or private members of any kty;
    // - a kid that stands in two entries, whatever their kty and use;
    // - an entry for RS256 that is damaged or weak (RsaKey::read);
    // - nothing left that is for RS256.
    static Result<KeySet> read(std::string_view jwks);

    const Key* find(const std::string& kid) const;
    std::string key_ids() const;  // for messages: the kids, in order, at most a few

private:
    std::map<std::string, Key, std::less<>> keys_;
};

}  // namespace secure_export::inbound
