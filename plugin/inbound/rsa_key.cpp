#include "inbound/rsa_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <string>

#include "inbound/limits.h"

namespace secure_export::inbound {
namespace {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* held) const {
        release(held);
    }
};
using Number = std::unique_ptr<BIGNUM, Release<BN_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM_free>>;

Error unfit_key(std::string why) { return {Fault::invalid, std::move(why), {}}; }

Number number(std::string_view bytes) {
    return Number(
        BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr));
}

// Whether `residue` is a power of 65537 modulo `prime`.
bool power_of_65537(unsigned long residue, unsigned long prime) {
    const unsigned long generator = 65537 % prime;
    unsigned long power = 1;
    do {
        if (power == residue) return true;
        power = power * generator % prime;
    } while (power != 1);
    return false;
}

// The flawed generator makes primes of the form k*M + (65537^a mod M), where M is the product of the first primes.  So
// its moduli are powers of 65537 modulo each of these.  A sound modulus passes all tests by chance once in about 2^27.
bool made_by_roca_generator(const BIGNUM* modulus) {
    for (const unsigned long prime :
         {3,  5,  7,  11, 13, 17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,  71,
          73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167}) {
        if (!power_of_65537(BN_mod_word(modulus, prime), prime)) return false;
    }
    return true;
}

}  // namespace

Result<RsaKey> RsaKey::read(std::string_view n, std::string_view e) {
    // Allow one extra byte, since some encoders write a leading zero.
    if (n.size() > max_key_bits / 8 + 1)
        return unfit_key("the modulus is longer than " + std::to_string(max_key_bits) + " bits");
    if (e.size() > max_exponent_bits / 8) return unfit_key("the exponent is too long");
    const Number modulus = number(n), exponent = number(e);
    if (!modulus || !exponent) return unfit_key("out of memory");
    const int bits = BN_num_bits(modulus.get());
    if (bits < fewest_key_bits || bits > max_key_bits) {
        return unfit_key("the modulus has " + std::to_string(bits) + " bits, at least " +
                         std::to_string(fewest_key_bits) + " are needed");
    }
    if (!BN_is_odd(modulus.get())) return unfit_key("the modulus is even");
    if (!BN_is_odd(exponent.get()) || BN_is_one(exponent.get())) return unfit_key("the exponent is even or 1");
    if (made_by_roca_generator(modulus.get())) return unfit_key("the modulus is of the ROCA kind (CVE-2017-15361)");

    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    if (!builder || !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) ||
        !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get())) {
        return unfit_key("out of memory");
    }
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        ERR_clear_error();  // the host shares this thread's queue
        return unfit_key("OpenSSL rejects the key");
    }
    return RsaKey(std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free));
}

bool RsaKey::verifies(std::string_view text, std::string_view signature) const {
    // RFC 8017 section 8.2.2: a signature is exactly as long as the modulus.
    if (signature.size() != static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()))) return false;
    const DigestContext context(EVP_MD_CTX_new());
    const bool good =
        context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
        EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                         reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
    if (!good) ERR_clear_error();
    return good;
}

}  // namespace secure_export::inbound
