#pragma once
// An RSA signing key of the stand-in, with a self-signed certificate like those that Entra ID publishes with its keys.

#include <json/value.h>

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace identity {

// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes);

// Throws std::runtime_error when OpenSSL fails.
class SigningKey {
public:
    SigningKey();  // 2048 bits, as Entra ID uses

    // The SHA-1 thumbprint of the certificate, which Entra ID uses as kid.
    const std::string& kid() const { return kid_; }
    // kty, use, kid, x5t, n, e, x5c (RFC 7517).
    const Json::Value& jwk() const { return jwk_; }
    // The public key as PEM, which the HS256 confusion attack uses as the secret.
    const std::string& public_pem() const { return public_pem_; }
    // RS256, RS384, RS512 or PS256 (RFC 7518 section 3); std::invalid_argument for any other.
    std::string sign(std::string_view text, std::string_view algorithm = "RS256") const;

private:
    std::shared_ptr<evp_pkey_st> key_;
    std::string kid_, public_pem_;
    Json::Value jwk_;
};

std::string hmac_sha256(std::string_view secret, std::string_view text);

}  // namespace identity
