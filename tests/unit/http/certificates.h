#pragma once
// Real X.509 certificates for TLS tests, made by OpenSSL.

#include <memory>
#include <string>

struct evp_pkey_st;
struct x509_st;

namespace secure_export::test {

struct Certificate {
    std::shared_ptr<x509_st> certificate;
    std::shared_ptr<evp_pkey_st> key;

    std::string pem() const;  // without the key
};

enum class Validity { now, expired, not_yet };

// Signs itself, and may sign others.
Certificate make_authority(const std::string& name);
// `names` in the form of openssl's subjectAltName: "DNS:localhost,IP:127.0.0.1"; empty: there is none.
Certificate make_certificate(const Certificate& authority, const std::string& names, Validity validity = Validity::now,
                             const std::string& common_name = "test server");

}  // namespace secure_export::test
