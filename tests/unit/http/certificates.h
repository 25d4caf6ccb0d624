#pragma once
// Generates real X.509 certificates for TLS tests.

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

// A self-signed CA certificate.
Certificate make_authority(const std::string& name);
// `names` in the format of OpenSSL's subjectAltName: "DNS:localhost,IP:127.0.0.1"; empty: no subjectAltName.
Certificate make_certificate(const Certificate& authority, const std::string& names, Validity validity = Validity::now,
                             const std::string& common_name = "test server");

}  // namespace secure_export::test
