#include "inbound/digest.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace secure_export::inbound {

Sha256 sha256(std::string_view bytes) {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);  // EVP_sha256() is looked up anew
    Sha256 digest;
    unsigned int size = 0;
    if (!algorithm || EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr) != 1 ||
        size != digest.size()) {
        throw std::runtime_error("OpenSSL offers no SHA-256");
    }
    return digest;
}

std::string sha256_hex(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : sha256(bytes)) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace secure_export::inbound
