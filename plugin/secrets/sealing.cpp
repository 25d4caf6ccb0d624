#include "secrets/sealing.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>
#include <stdexcept>

#include "secrets/hex.h"

namespace secure_export::secrets {
namespace {

constexpr int nonce_bytes = 12, tag_bytes = 16;
constexpr std::size_t key_id_bytes = 8;

struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Free>;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

[[noreturn]] void no_cipher() { throw std::runtime_error("OpenSSL does not encrypt with AES-256-GCM"); }

std::string authenticated(const Key& key, const Place& place) {
    std::string text(place.desk);
    text += '\0';
    text += place.field;
    text += '\0';
    return text + key.id;
}

std::string random_bytes(std::size_t count) {
    std::string made(count, '\0');
    if (RAND_bytes(bytes(made), static_cast<int>(count)) != 1) throw std::runtime_error("OpenSSL has no randomness");
    return made;
}

}  // namespace

Key::~Key() { OPENSSL_cleanse(bytes.data(), bytes.size()); }

void wipe(std::string& secret) {
    OPENSSL_cleanse(secret.data(), secret.size());
    secret.clear();
}

Key make_key() {
    Key key;
    key.id = hex(random_bytes(key_id_bytes));
    if (RAND_priv_bytes(key.bytes.data(), static_cast<int>(key.bytes.size())) != 1)
        throw std::runtime_error("OpenSSL has no randomness");
    return key;
}

Sealed seal(const Key& key, const Place& place, std::string_view secret) {
    const Cipher cipher(EVP_CIPHER_CTX_new());
    const std::string nonce = random_bytes(nonce_bytes), beside = authenticated(key, place);
    std::string out(secret.size() + tag_bytes, '\0');
    int count = 0, rest = 0;
    if (!cipher || EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.bytes.data(), bytes(nonce)) != 1 ||
        EVP_EncryptUpdate(cipher.get(), nullptr, &count, bytes(beside), static_cast<int>(beside.size())) != 1 ||
        EVP_EncryptUpdate(cipher.get(), bytes(out), &count, bytes(secret), static_cast<int>(secret.size())) != 1 ||
        EVP_EncryptFinal_ex(cipher.get(), bytes(out) + count, &rest) != 1 ||
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, bytes(out) + secret.size()) != 1)
        no_cipher();
    return {key.id, hex(nonce), hex(out)};
}

std::optional<std::string> open(const Key& key, const Place& place, const Sealed& sealed) {
    const auto nonce = from_hex(sealed.nonce);
    auto text = from_hex(sealed.text);
    if (sealed.key_id != key.id || !nonce || nonce->size() != nonce_bytes || !text || text->size() < tag_bytes)
        return std::nullopt;
    const std::size_t size = text->size() - tag_bytes;
    const std::string beside = authenticated(key, place);
    const Cipher cipher(EVP_CIPHER_CTX_new());
    std::string secret(size, '\0');
    int count = 0, rest = 0;
    if (!cipher || EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.bytes.data(), bytes(*nonce)) != 1 ||
        EVP_DecryptUpdate(cipher.get(), nullptr, &count, bytes(beside), static_cast<int>(beside.size())) != 1 ||
        EVP_DecryptUpdate(cipher.get(), bytes(secret), &count, bytes(*text), static_cast<int>(size)) != 1 ||
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, bytes(*text) + size) != 1)
        no_cipher();
    if (EVP_DecryptFinal_ex(cipher.get(), bytes(secret) + count, &rest) != 1) {
        wipe(secret);  // not authentic: must not be used
        return std::nullopt;
    }
    return secret;
}

}  // namespace secure_export::secrets
