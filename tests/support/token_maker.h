#pragma once
// Real keys and tokens for tests, as an authority makes them.

#include <json/value.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

struct evp_pkey_st;

namespace secure_export::test {

std::string base64url(std::string_view bytes);
std::string compact_json(const Json::Value& value);

// An RSA key pair, made by OpenSSL when constructed (some 100 ms: share them between tests).
class SigningKey {
public:
    explicit SigningKey(std::string kid, int bits = 2048);

    const std::string& kid() const { return kid_; }
    Json::Value jwk() const;         // kty, use, kid, n, e: what Entra ID publishes, without certificate
    std::string public_pem() const;  // the "secret" of the HS256 confusion attack
    std::string sign_rs256(std::string_view text) const { return sign("RS256", text); }
    // A signature of this key by RS1, RS256, RS384, RS512, PS256, PS384 or PS512.
    std::string sign(std::string_view algorithm, std::string_view text) const;
    // The private operation alone over a block as long as the modulus: what forgers with a key of their own do.
    std::string raise(std::string_view block) const;

private:
    std::string kid_;
    std::shared_ptr<evp_pkey_st> key_;
};

std::string hmac_sha256(std::string_view secret, std::string_view text);

// {"keys": [...]}
std::string key_set(const std::vector<Json::Value>& entries);

// typ, alg, kid
Json::Value token_header(const SigningKey& key);

// header.claims.signature; the raw form for header and claims that are no good JSON.
std::string signed_token(const Json::Value& header, const Json::Value& claims, const SigningKey& key);
std::string signed_raw_token(std::string_view header, std::string_view claims, const SigningKey& key);

// The claims of an app-only token that Entra ID gives Azure Monitor's service: valid for 75 minutes from `issued`, with
// the role ActionGroupsSecureWebhook.  Issuers are the public cloud's.
Json::Value claims_v1(const std::string& tenant, const std::string& audience, Time issued);
Json::Value claims_v2(const std::string& tenant, const std::string& audience, Time issued);

}  // namespace secure_export::test
