#pragma once
// One RSA signing key of the stand-in, with the self-signed certificate that Entra ID publishes beside each of its own.

#include <json/value.h>

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace identity {

// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes);

// Throws std::runtime_error when OpenSSL cannot do what is asked.
class SigningKey {
public:
    SigningKey();  // 2048 bits, as Entra ID uses

    // The SHA-1 thumbprint of the certificate, which is what Entra ID takes for it.
    const std::string& kid() const { return kid_; }
    // kty, use, kid, x5t, n, e, x5c (RFC 7517).
    const Json::Value& jwk() const { return jwk_; }
    // What the HS256 confusion attack takes for a secret: the public key as PEM.
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
