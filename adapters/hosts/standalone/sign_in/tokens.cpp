#include "adapters/hosts/standalone/sign_in/tokens.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace secure_export::host {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::string random_token() {
    unsigned char bytes[token_bytes];
    if (RAND_priv_bytes(bytes, sizeof bytes) != 1) throw std::runtime_error("OpenSSL could not generate random bytes");
    std::string text;
    unsigned held = 0;
    int bits = 0;
    for (const unsigned char byte : bytes) {
        held = (held << 8 | byte) & 0xffffu;
        for (bits += 8; bits >= 6; bits -= 6) text += base64url[held >> (bits - 6) & 63];
    }
    if (bits > 0) text += base64url[held << (6 - bits) & 63];
    OPENSSL_cleanse(bytes, sizeof bytes);
    return text;
}

std::string sha256_hex(std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL has no SHA-256");
    return hex_of({reinterpret_cast<const char*>(digest), size});
}

std::string hmac_sha256_hex(std::string_view key, std::string_view text) {
    unsigned char code[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
              reinterpret_cast<const unsigned char*>(text.data()), text.size(), code, &size))
        throw std::runtime_error("OpenSSL has no HMAC with SHA-256");
    return hex_of({reinterpret_cast<const char*>(code), size});
}

bool same_secret(std::string_view one, std::string_view other) {
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

void wipe(std::string& secret) {
    OPENSSL_cleanse(secret.data(), secret.size());
    secret.clear();
}

std::string hex_of(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string bytes_of_hex(std::string_view hex) {
    if (hex.size() % 2 != 0) return {};
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);
        if (high < 0 || low < 0) return {};
        bytes += static_cast<char>(high << 4 | low);
    }
    return bytes;
}

}  // namespace secure_export::host
