#pragma once
// What an identity authority (Entra ID) shows and does, as far as a receiver of Secure Webhook calls sees it: metadata
// documents and key sets for any tenant in both token versions, and app-only access tokens.  For tests: it issues
// whatever token it is asked for, false ones included.

#include <json/value.h>

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "identity/signing_key.h"

namespace identity {

struct Answer {
    int status = 200;
    std::string body;
    std::string type = "application/json";
};

// [concurrent]
class Authority {
public:
    // Both without a slash at the end.  `base` stands in the addresses and in v2 issuers, `v1_issuer_base` in v1
    // issuers (Entra ID: https://sts.windows.net).
    Authority(std::string base, std::string v1_issuer_base);

    // GET.  Metadata and key sets (counted, 503 during an outage), and /hits.
    Answer get(const std::string& path);
    // POST /token, /sign, /publish, /rotate, /outage.  What they take is told by `identity-stand-in --help`.
    Answer post(const std::string& path, const std::string& body);

private:
    std::string issuer(const std::string& tenant, int version) const;
    std::optional<Json::Value> document(const std::string& path) const;
    Json::Value key_set(int version) const;
    std::string token(const Json::Value& order) const;
    std::string signature(const std::string& text, const std::string& algorithm, const std::string& key) const;
    const SigningKey& key_for(const std::string& name) const;

    const std::string base_, v1_issuer_base_;
    mutable std::mutex mutex_;
    std::deque<SigningKey> published_;    // the newest first; tokens are signed with that one
    std::optional<SigningKey> previous_;  // what was newest before the last rotation, published still or not
    struct Extra {
        SigningKey key;
        std::string issuer;
    };
    std::map<std::string, Extra> extra_;  // published beside the others, by the name that /publish gave
    SigningKey foreign_;                  // signs under the current key's kid: the signature is then wrong
    SigningKey unpublished_;              // has a kid of its own that no key set ever shows
    bool outage_ = false;
    std::map<std::string, std::int64_t> hits_;
};

}  // namespace identity
