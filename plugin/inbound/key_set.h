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
        std::string issuer;  // as in the entry, perhaps with {tenantid}; empty when it has none
    };

    // An entry that was not taken.
    struct Skipped {
        std::string kid, why;
        bool usual;  // as authorities publish them: for another purpose or another cloud
    };

    // Takes the entries that may verify RS256 signatures, and skips
    // - those that are meant for something else: another kty than RSA, a use other than "sig", key_ops without
    //   "verify", an alg other than RS256, no kid;
    // - those of another cloud: cloud_instance_name is there and is not `cloud`, where that is not empty.  Entra lists
    //   keys of the US Government cloud in the public set under an issuer that would fit;
    // - those that prove nothing: a secret beside the key, members of the wrong type, damaged or weak (RsaKey::read);
    // - all of one kid, where these are not one and the same key: their order must not decide.
    // Fault::invalid, with the reason, when nothing is left, and for what is no key set: not strict JSON, no array
    // "keys", more than 256 KiB or 100 entries.
    static Result<KeySet> read(std::string_view jwks, std::string_view cloud = {});

    const std::vector<Skipped>& skipped() const { return skipped_; }
    std::string skipped_text() const;  // for messages: "key "a": its use is "enc"; key ...", at most 600 bytes
    const Key* find(const std::string& kid) const;
    std::string key_ids() const;  // for messages: the kids, in order, at most a few
    std::size_t size() const { return keys_.size(); }

private:
    std::map<std::string, Key, std::less<>> keys_;
    std::vector<Skipped> skipped_;
};

}  // namespace secure_export::inbound
