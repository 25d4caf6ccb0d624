#include "tests/unit/http/certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace secure_export::test {
namespace {

constexpr long day = 24 * 60 * 60;  // s

void require(bool good) {
    if (!good) throw std::runtime_error("OpenSSL could not make a certificate");
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    require(extension && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

Certificate blank(const std::string& name, long serial, long from, long until) {
    Certificate made{{X509_new(), X509_free}, {EVP_EC_gen("P-256"), EVP_PKEY_free}};
    X509* certificate = made.certificate.get();
    require(certificate && made.key);
    X509_NAME* subject = X509_get_subject_name(certificate);
    require(X509_set_version(certificate, X509_VERSION_3) == 1 &&
            ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) == 1 &&
            X509_gmtime_adj(X509_getm_notBefore(certificate), from) &&
            X509_gmtime_adj(X509_getm_notAfter(certificate), until) &&
            X509_set_pubkey(certificate, made.key.get()) == 1 &&
            X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0) == 1);
    return made;
}

}  // namespace

std::string Certificate::pem() const {
    BIO* memory = BIO_new(BIO_s_mem());
    require(memory && PEM_write_bio_X509(memory, certificate.get()) == 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory, &text);
    const std::string result(text, static_cast<std::size_t>(size));
    BIO_free(memory);
    return result;
}

Certificate make_authority(const std::string& name) {
    Certificate made = blank(name, 1, -10 * day, 10 * day);
    X509* certificate = made.certificate.get();
    require(X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) == 1);
    extend(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    extend(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
    require(X509_sign(certificate, made.key.get(), EVP_sha256()) > 0);
    return made;
}

Certificate make_certificate(const Certificate& authority, const std::string& names, Validity validity,
                             const std::string& common_name) {
    const long from = validity == Validity::not_yet ? day : -2 * day;
    const long until = validity == Validity::expired ? -day : 2 * day;
    Certificate made = blank(common_name, 2, from, until);
    X509* certificate = made.certificate.get();
    require(X509_set_issuer_name(certificate, X509_get_subject_name(authority.certificate.get())) == 1);
    if (!names.empty()) extend(certificate, authority.certificate.get(), NID_subject_alt_name, names);
    require(X509_sign(certificate, authority.key.get(), EVP_sha256()) > 0);
    return made;
}

}  // namespace secure_export::test
