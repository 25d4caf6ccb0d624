#include "tests/support/forger.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <memory>
#include <stdexcept>

#include "tests/support/token_maker.h"

namespace secure_export::test {
namespace {

using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(what);
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Number number(std::string_view bytes = {}) {
    return {BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr), BN_free};
}

std::string written(const BIGNUM* value, std::size_t size) {
    std::string bytes(size, '\0');
    require(BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) >= 0,
            "the number has more bytes");
    return bytes;
}

BN_CTX* scratch() {
    static const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), BN_CTX_free);
    return context.get();
}

std::string parameter(EVP_PKEY* key, const char* name, std::size_t size) {
    BIGNUM* value = nullptr;
    require(EVP_PKEY_get_bn_param(key, name, &value) == 1, "the key has no such parameter");
    const Number held(value, BN_free);
    return written(value, size);
}

std::size_t coordinate_bytes(const std::string& kind) { return kind == "P-256" ? 32 : kind == "P-384" ? 48 : 66; }

}  // namespace

std::string sha256(std::string_view text) {
    std::string hash(SHA256_DIGEST_LENGTH, '\0');
    SHA256(bytes_of(text), text.size(), reinterpret_cast<unsigned char*>(hash.data()));
    return hash;
}

Block::Block(std::string_view text)
    : algorithm("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", 19),
      hash(sha256(text)) {}

std::string Block::bytes(std::size_t size) const {
    const std::string end = separator + algorithm + hash + behind;
    const std::size_t room = size - head.size() - end.size();
    std::string block = head + std::string(short_filling ? 8 : room, filling) + end;
    block.resize(size, '\0');
    return block;
}

std::string sum(std::string_view a, std::string_view b, std::size_t size) {
    const Number result = number();
    require(BN_add(result.get(), number(a).get(), number(b).get()) == 1, "could not add");
    return written(result.get(), size);
}

std::string difference(std::string_view a, std::string_view b, std::size_t size) {
    const Number result = number();
    require(BN_sub(result.get(), number(a).get(), number(b).get()) == 1, "could not subtract");
    return written(result.get(), size);
}

std::string cube_root(std::string_view a, std::size_t size) {
    const Number wanted = number(a), root = number(), cube = number();
    for (int bit = BN_num_bits(wanted.get()) / 3 + 1; bit >= 0; --bit) {  // the largest whose cube is below `a`
        BN_set_bit(root.get(), bit);
        require(BN_sqr(cube.get(), root.get(), scratch()) == 1 &&
                    BN_mul(cube.get(), cube.get(), root.get(), scratch()) == 1,
                "could not multiply");
        if (BN_cmp(cube.get(), wanted.get()) >= 0) BN_clear_bit(root.get(), bit);
    }
    BN_add_word(root.get(), 1);
    return written(root.get(), size);
}

std::string cube(std::string_view a, std::size_t size) {
    const Number root = number(a), result = number();
    require(BN_sqr(result.get(), root.get(), scratch()) == 1 &&
                BN_mul(result.get(), result.get(), root.get(), scratch()) == 1,
            "could not multiply");
    return written(result.get(), size);
}

std::string roca_modulus() {
    const Number product = number("\x01"), power = number("\x01"), generator = number("\x01\x00\x01"),
                 result = number();
    for (unsigned long candidate = 2; candidate <= 167; ++candidate) {
        bool prime = true;
        for (unsigned long divisor = 2; divisor * divisor <= candidate; ++divisor) prime = prime && candidate % divisor;
        if (prime) BN_mul_word(product.get(), candidate);
    }
    const Number exponent = number("\x03\x1f");
    require(BN_mod_exp(power.get(), generator.get(), exponent.get(), product.get(), scratch()) == 1, "no power");
    BN_set_bit(result.get(), 2047);  // k * product + power, k such that 2048 bits come out
    require(BN_div(result.get(), nullptr, result.get(), product.get(), scratch()) == 1, "could not divide");
    BN_add_word(result.get(), 1);
    require(BN_mul(result.get(), result.get(), product.get(), scratch()) == 1 &&
                BN_add(result.get(), result.get(), power.get()) == 1,
            "could not multiply");
    return written(result.get(), 256);
}

OtherKey::OtherKey(std::string kid, std::string kind)
    : kid_(std::move(kid)),
      kind_(std::move(kind)),
      key_(kind_ == "ED25519" ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                              : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", kind_.c_str()),
           EVP_PKEY_free) {
    require(key_ != nullptr, "no key could be made");
}

Json::Value OtherKey::jwk() const {
    Json::Value entry;
    entry["kid"] = kid_;
    entry["use"] = "sig";
    if (kind_ == "ED25519") {
        std::string bytes(32, '\0');
        std::size_t size = bytes.size();
        require(EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1,
                "no public key");
        entry["kty"] = "OKP";
        entry["crv"] = "Ed25519";
        entry["x"] = base64url(bytes);
        return entry;
    }
    entry["kty"] = "EC";
    entry["crv"] = kind_;
    entry["x"] = base64url(parameter(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, coordinate_bytes(kind_)));
    entry["y"] = base64url(parameter(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, coordinate_bytes(kind_)));
    return entry;
}

std::string OtherKey::sign(std::string_view text) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const EVP_MD* digest = kind_ == "P-256" ? EVP_sha256() : kind_ == "P-384" ? EVP_sha384() : EVP_sha512();
    std::size_t size = 0;
    require(context &&
                EVP_DigestSignInit(context.get(), nullptr, kind_ == "ED25519" ? nullptr : digest, nullptr,
                                   key_.get()) == 1 &&
                EVP_DigestSign(context.get(), nullptr, &size, bytes_of(text), text.size()) == 1,
            "could not sign");
    std::string signature(size, '\0');
    require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes_of(text),
                           text.size()) == 1,
            "could not sign");
    signature.resize(size);
    if (kind_ == "ED25519") return signature;
    const unsigned char* at = bytes_of(signature);
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parts(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(signature.size())), ECDSA_SIG_free);
    require(parts != nullptr, "no signature");
    const std::size_t half = coordinate_bytes(kind_);
    return written(ECDSA_SIG_get0_r(parts.get()), half) + written(ECDSA_SIG_get0_s(parts.get()), half);
}

}  // namespace secure_export::test
