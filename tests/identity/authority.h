#pragma once
// A stand-in for an identity authority (Entra ID), as seen by a receiver of Secure Webhook calls: metadata documents
// and key sets for any tenant in both token versions, and app-only access tokens.  For tests: it issues any token,
// including false ones.

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
    // Both without a slash at the end.  `base` is the prefix of URLs and v2 issuers, `v1_issuer_base` of v1 issuers
    // (Entra ID: https://sts.windows.net).
    Authority(std::string base, std::string v1_issuer_base);

    // GET.  Metadata and key sets (counted, 503 during an outage), and /hits.
    Answer get(const std::string& path);
    // POST /token, /sign, /publish, /rotate, /outage; `identity-stand-in --help` describes their parameters.
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
    std::deque<SigningKey> published_;    // newest first; tokens are signed with the newest
    std::optional<SigningKey> previous_;  // the newest before the last rotation, whether still published or not
    struct Extra {
        SigningKey key;
        std::string issuer;
    };
    std::map<std::string, Extra> extra_;  // also published, by the name given in /publish
    SigningKey foreign_;                  // signs under the current key's kid, so that the signature is wrong
    SigningKey unpublished_;              // has its own kid, which is in no key set
    bool outage_ = false;
    std::map<std::string, std::int64_t> hits_;
};

}  // namespace identity
