#include "tests/support/token_maker.h"

#include <json/writer.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>

namespace secure_export::test {
namespace {

void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(what);
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string parameter(EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    require(EVP_PKEY_get_bn_param(key, name, &number) == 1, "the key has no such parameter");
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    BN_free(number);
    return bytes;
}

Json::Value common_claims(const std::string& tenant, const std::string& audience, Time issued) {
    const auto seconds = std::chrono::floor<Seconds>(issued).time_since_epoch().count();
    Json::Value claims;
    claims["aud"] = audience;
    claims["iat"] = Json::Int64(seconds);
    claims["nbf"] = Json::Int64(seconds);
    claims["exp"] = Json::Int64(seconds + 75 * 60);
    claims["tid"] = tenant;
    claims["oid"] = "e0f79442-0d0b-4ac7-a1b1-0a4b9e2f7d11";
    claims["sub"] = claims["oid"];
    claims["roles"].append("ActionGroupsSecureWebhook");
    claims["uti"] = "AAAAAAAAAAAAAAAAAAAAAA";
    return claims;
}

constexpr const char* azure_monitor = "461e8683-5575-4561-ac7f-899cc907d62a";

}  // namespace

std::string base64url(std::string_view bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    unsigned bits = 0;
    int held = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        for (held += 8; held >= 6;) text += alphabet[bits >> (held -= 6) & 63];
    }
    if (held > 0) text += alphabet[bits << (6 - held) & 63];
    return text;
}

std::string compact_json(const Json::Value& value) {
    Json::StreamWriterBuilder builder;
    builder["indentation"] = "";
    return Json::writeString(builder, value);
}

SigningKey::SigningKey(std::string kid, int bits)
    : kid_(std::move(kid)), key_(EVP_RSA_gen(static_cast<unsigned>(bits)), EVP_PKEY_free) {
    require(key_ != nullptr, "no RSA key could be made");
}

Json::Value SigningKey::jwk() const {
    Json::Value entry;
    entry["kty"] = "RSA";
    entry["use"] = "sig";
    entry["kid"] = kid_;
    entry["n"] = base64url(parameter(key_.get(), OSSL_PKEY_PARAM_RSA_N));
    entry["e"] = base64url(parameter(key_.get(), OSSL_PKEY_PARAM_RSA_E));
    return entry;
}

std::string SigningKey::public_pem() const {
    BIO* memory = BIO_new(BIO_s_mem());
    require(memory && PEM_write_bio_PUBKEY(memory, key_.get()) == 1, "the key could not be written");
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory, &text);
    const std::string pem(text, static_cast<std::size_t>(size));
    BIO_free(memory);
    return pem;
}

std::string SigningKey::sign(std::string_view algorithm, std::string_view text) const {
    const std::shared_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const std::string bits(algorithm.substr(2));
    EVP_PKEY_CTX* padding = nullptr;
    std::size_t size = 0;
    require(context && EVP_DigestSignInit(context.get(), &padding, EVP_get_digestbyname(("SHA" + bits).c_str()),
                                          nullptr, key_.get()) == 1,
            "no such algorithm");
    if (algorithm.starts_with("PS"))
        require(EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) == 1 &&
                    EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST) == 1,
                "no PSS");
    require(EVP_DigestSign(context.get(), nullptr, &size, bytes_of(text), text.size()) == 1, "could not sign");
    std::string signature(size, '\0');
    require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes_of(text),
                           text.size()) == 1,
            "could not sign");
    signature.resize(size);
    return signature;
}

std::string SigningKey::raise(std::string_view block) const {
    const std::shared_ptr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(key_.get(), nullptr), EVP_PKEY_CTX_free);
    std::string raised(block.size(), '\0');
    std::size_t size = raised.size();
    require(context && EVP_PKEY_sign_init(context.get()) == 1 &&
                EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) == 1 &&
                EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(raised.data()), &size, bytes_of(block),
                              block.size()) == 1 &&
                size == block.size(),
            "could not raise");
    return raised;
}

std::string hmac_sha256(std::string_view secret, std::string_view text) {
    unsigned char code[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    require(
        HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes_of(text), text.size(), code, &size),
        "no HMAC");
    return {reinterpret_cast<char*>(code), size};
}

std::string key_set(const std::vector<Json::Value>& entries) {
    Json::Value set;
    set["keys"] = Json::Value(Json::arrayValue);
    for (const auto& entry : entries) set["keys"].append(entry);
    return compact_json(set);
}

Json::Value token_header(const SigningKey& key) {
    Json::Value header;
    header["typ"] = "JWT";
    header["alg"] = "RS256";
    header["kid"] = key.kid();
    return header;
}

std::string signed_token(const Json::Value& header, const Json::Value& claims, const SigningKey& key) {
    return signed_raw_token(compact_json(header), compact_json(claims), key);
}

std::string signed_raw_token(std::string_view header, std::string_view claims, const SigningKey& key) {
    const std::string text = base64url(header) + "." + base64url(claims);
    return text + "." + base64url(key.sign_rs256(text));
}

Json::Value claims_v1(const std::string& tenant, const std::string& audience, Time issued) {
    Json::Value claims = common_claims(tenant, audience, issued);
    claims["ver"] = "1.0";
    claims["iss"] = "https://sts.windows.net/" + tenant + "/";
    claims["appid"] = azure_monitor;
    claims["appidacr"] = "2";
    claims["idp"] = claims["iss"];
    return claims;
}

Json::Value claims_v2(const std::string& tenant, const std::string& audience, Time issued) {
    Json::Value claims = common_claims(tenant, audience, issued);
    claims["ver"] = "2.0";
    claims["iss"] = "https://login.microsoftonline.com/" + tenant + "/v2.0";
    claims["azp"] = azure_monitor;
    claims["azpacr"] = "2";
    return claims;
}

}  // namespace secure_export::test
