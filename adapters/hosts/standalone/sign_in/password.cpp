#include "adapters/hosts/standalone/sign_in/password.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <cstdint>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "adapters/hosts/standalone/base/untrusted_text.h"
#include "adapters/hosts/standalone/sign_in/limits.h"
#include "adapters/hosts/standalone/sign_in/tokens.h"

namespace secure_export::host {
namespace {

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t key_bytes = 32;

struct Free {
    void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

std::string derive(std::string_view password, const PasswordRecord& record) {
    const std::unique_ptr<EVP_KDF, Free> kdf(EVP_KDF_fetch(nullptr, "SCRYPT", nullptr));
    const std::unique_ptr<EVP_KDF_CTX, Free> context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
    std::uint64_t n = std::uint64_t{1} << record.log2_n;
    std::uint32_t r = record.r, p = record.p;
    std::uint64_t memory = 128 * r * (n + p + 2) + 1024;  // RFC 7914 section 6; OpenSSL's default limit is 32 MiB
    std::string secret(password), salt = record.salt;
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, secret.data(), secret.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt.data(), salt.size()),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
        OSSL_PARAM_construct_end()};
    std::string key(key_bytes, '\0');
    const bool done = context && EVP_KDF_derive(context.get(), reinterpret_cast<unsigned char*>(key.data()), key.size(),
                                                parameters) == 1;
    wipe(secret);
    if (!done) throw std::runtime_error("OpenSSL could not derive a key by scrypt; is there memory for it?");
    return key;
}

}  // namespace

PasswordProblem problem_with_password(std::string_view password) {
    if (password.size() > max_password_bytes) return PasswordProblem::too_long;
    const auto characters = printable_characters(password);
    if (!characters) return PasswordProblem::not_typable;
    return *characters < min_password_characters ? PasswordProblem::too_short : PasswordProblem::none;
}

PasswordRecord record_of(std::string_view password, PasswordRecord cost) {
    cost.salt.assign(salt_bytes, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(cost.salt.data()), static_cast<int>(salt_bytes)) != 1)
        throw std::runtime_error("OpenSSL could not generate random bytes");
    cost.key = derive(password, cost);
    return cost;
}

bool fits(const PasswordRecord& record, std::string_view password) {
    return same_secret(derive(password, record), record.key);
}

std::string text_of(const PasswordRecord& record) {
    return "scrypt " + std::to_string(record.log2_n) + " " + std::to_string(record.r) + " " + std::to_string(record.p) +
           " " + hex_of(record.salt) + " " + hex_of(record.key) + "\n";
}

std::optional<PasswordRecord> password_record(std::string_view text) {
    std::istringstream in{std::string(text)};
    std::string name, salt, key, more;
    PasswordRecord record;
    if (!(in >> name >> record.log2_n >> record.r >> record.p >> salt >> key) || in >> more || name != "scrypt")
        return std::nullopt;
    record.salt = bytes_of_hex(salt);
    record.key = bytes_of_hex(key);
    const bool sound = record.salt.size() == salt_bytes && record.key.size() == key_bytes &&
                       record.log2_n >= min_log2_n && record.log2_n <= max_log2_n && record.r >= 1 &&
                       record.r <= max_r && record.p >= 1 && record.p <= max_p;
    if (!sound) return std::nullopt;
    return record;
}

}  // namespace secure_export::host
