#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "inbound/rsa_key.h"

namespace secure_export::inbound {

// The RS256 keys of a JSON Web Key Set (RFC 7517).
class KeySet {
public:
    struct Key {
        RsaKey rsa;
        std::string issuer;  // as in the entry, may contain {tenantid}; empty when it has none
    };

    // An entry that cannot verify signatures.
    struct Skipped {
        std::string kid, why;
        bool usual;  // authorities publish such entries: keys for another purpose or another cloud
    };

    // Parses a key set; keeps the entries that may verify RS256 signatures, and skips
    // - entries for another purpose: a kty other than RSA, a use other than "sig", key_ops without "verify", an alg
    //   other than RS256, no kid;
    // - entries of another cloud: cloud_instance_name is present and differs from a non-empty `cloud`.  Entra lists
    //   keys of the US Government cloud in the public set under an issuer that would match;
    // - unsafe entries: a private key beside the public one, members of the wrong type, damaged or weak (RsaKey::read);
    // - all entries of a kid that has several different keys: their order must not decide.
    // Fault::invalid, with the reason, when no entry is left, and when `jwks` is not a key set: not strict JSON, no
    // array "keys", more than 256 KiB or 100 entries.
    static Result<KeySet> read(std::string_view jwks, std::string_view cloud = {});

    const std::vector<Skipped>& skipped() const { return skipped_; }
    std::string skipped_text() const;  // for messages: "key "a": its use is "enc"; key ...", at most 600 bytes
    const Key* find(const std::string& kid) const;
    std::string key_ids() const;  // for messages: the first few kids, in order
    std::size_t size() const { return keys_.size(); }

private:
    std::map<std::string, Key, std::less<>> keys_;
    std::vector<Skipped> skipped_;
};

}  // namespace secure_export::inbound
