#include "identity/signing_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdexcept>
#include <vector>

namespace identity {
namespace {

constexpr long certificate_seconds = 5L * 365 * 24 * 3600;

[[noreturn]] void fail(const char* what) { throw std::runtime_error(std::string("OpenSSL could not ") + what); }

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(length));
    return out;
}

std::string parameter(EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) fail("read a key's parameter");
    std::vector<unsigned char> bytes(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, bytes.data());
    BN_free(number);
    return base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string self_signed(EVP_PKEY* key) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), certificate_seconds);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("identity stand-in"),
                               -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    if (X509_sign(certificate.get(), key, EVP_sha256()) == 0) fail("sign a certificate");
    unsigned char* der = nullptr;
    const int length = i2d_X509(certificate.get(), &der);
    if (length < 0) fail("encode a certificate");
    std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return out;
}

std::string pem_of(EVP_PKEY* key) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    if (PEM_write_bio_PUBKEY(memory.get(), key) != 1) fail("write a public key");
    char* bytes = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &bytes);
    return {bytes, static_cast<std::size_t>(length)};
}

}  // namespace

std::string base64url(std::string_view bytes) {
    std::string out = base64(bytes);
    for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
    out.erase(out.find_last_not_of('=') + 1);
    return out;
}

SigningKey::SigningKey() : key_(EVP_RSA_gen(2048), EVP_PKEY_free) {
    if (!key_) fail("generate an RSA key");
    const std::string certificate = self_signed(key_.get());
    unsigned char thumbprint[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_Digest(certificate.data(), certificate.size(), thumbprint, &length, EVP_sha1(), nullptr) != 1)
        fail("hash a certificate");
    kid_ = base64url({reinterpret_cast<const char*>(thumbprint), length});
    public_pem_ = pem_of(key_.get());
    jwk_["kty"] = "RSA";
    jwk_["use"] = "sig";
    jwk_["kid"] = jwk_["x5t"] = kid_;
    jwk_["n"] = parameter(key_.get(), OSSL_PKEY_PARAM_RSA_N);
    jwk_["e"] = parameter(key_.get(), OSSL_PKEY_PARAM_RSA_E);
    jwk_["x5c"].append(base64(certificate));
}

std::string SigningKey::sign(std::string_view text, std::string_view algorithm) const {
    const EVP_MD* digest = algorithm == "RS256" || algorithm == "PS256" ? EVP_sha256()
                           : algorithm == "RS384"                       ? EVP_sha384()
                           : algorithm == "RS512"                       ? EVP_sha512()
                                                                        : nullptr;
    if (!digest) throw std::invalid_argument("algorithm must be RS256, RS384, RS512 or PS256");
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_PKEY_CTX* padding = nullptr;
    std::size_t length = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    if (EVP_DigestSignInit(context.get(), &padding, digest, nullptr, key_.get()) != 1 ||
        (algorithm == "PS256" && EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) != 1) ||
        EVP_DigestSign(context.get(), nullptr, &length, bytes, text.size()) != 1)
        fail("begin a signature");
    std::string signature(length, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, bytes,
                       text.size()) != 1)
        fail("sign");
    signature.resize(length);
    return signature;
}

std::string hmac_sha256(std::string_view secret, std::string_view text) {
    unsigned char code[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (!HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
              reinterpret_cast<const unsigned char*>(text.data()), text.size(), code, &length))
        fail("compute an HMAC");
    return {reinterpret_cast<const char*>(code), length};
}

}  // namespace identity
