#include "adapters/http/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <memory>
#include <string>
#include <system_error>

#include "adapters/http/limits.h"

namespace secure_export::http {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto trust_lifetime = 10min;  // reading a typical store takes some 20 ms

// Returns the oldest entry of OpenSSL's error queue and clears the queue, which the host shares.
std::string openssl_reason() {
    const unsigned long code = ERR_get_error();
    const char* reason = code ? ERR_reason_error_string(code) : nullptr;
    ERR_clear_error();
    return reason ? reason : "no reason given";
}

Error tls_failed(std::string why) { return {Fault::unavailable, std::move(why), {}}; }

Error unusable(const std::string& ca_file, const std::string& why) {
    return tls_failed("the file of trusted authorities " + ca_file + " cannot be used: " + why);
}

// A value that changes with the file's content, so that a new file is read at once and not after ten minutes.
Result<std::string> stamp_of(const std::string& ca_file) {
    if (!ca_file.starts_with('/')) return unusable(ca_file, "its path must be absolute, from / on");
    struct stat found;
    if (stat(ca_file.c_str(), &found) != 0 || access(ca_file.c_str(), R_OK) != 0)
        return unusable(ca_file, std::generic_category().message(errno));
    return std::to_string(found.st_ino) + " " + std::to_string(found.st_size) + " " +
           std::to_string(found.st_mtim.tv_sec) + "." + std::to_string(found.st_mtim.tv_nsec);
}

bool is_ip_address(const std::string& host) {
    unsigned char address[16];
    return inet_pton(AF_INET, host.c_str(), address) == 1 || inet_pton(AF_INET6, host.c_str(), address) == 1;
}

bool expect_host(SSL* tls, const std::string& host) {
    if (is_ip_address(host)) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1;
    // RFC 9525 section 2: the subject's common name is not a host name, and name constraints do not apply to it.
    SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    return SSL_set1_host(tls, host.c_str()) == 1 && SSL_set_tlsext_host_name(tls, host.c_str()) == 1;
}

// Whether the rejected certificate has neither a DNS name nor an IP address as subject alternative name.
bool names_no_host(SSL* tls) {
    const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(tls);
    const X509* certificate = chain && sk_X509_num(chain) > 0 ? sk_X509_value(chain, 0) : nullptr;
    if (!certificate) return false;
    const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        GENERAL_NAMES_free);
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const int kind = sk_GENERAL_NAME_value(names.get(), i)->type;
        if (kind == GEN_DNS || kind == GEN_IPADD) return false;
    }
    return true;
}

std::string why_not_trusted(SSL* tls, long verdict, const std::string& ca_file) {
    const std::string what = std::string("the certificate is not trusted: ") + X509_verify_cert_error_string(verdict);
    const bool other_host = verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH;
    if (other_host && names_no_host(tls))
        return what +
               "; it names no host in subjectAltName, and its common name (CN) does not count: issue it again with "
               "this host in subjectAltName";
    return what + "; its authority must be in " +
           (ca_file.empty() ? std::string("the system's trust store (or SSL_CERT_FILE; for a desk, in its setting "
                                          "\"ca_file\")")
                            : ca_file) +
           ", and it must be for this host";
}

}  // namespace

Result<std::shared_ptr<SSL_CTX>> TlsTrust::context(const std::string& ca_file) {
    std::string stamp;
    if (!ca_file.empty()) {
        const auto seen = stamp_of(ca_file);
        if (!seen) return seen.error();
        stamp = *seen;
    }
    const std::lock_guard lock(mutex_);
    const auto now = steady_clock::now();
    if (const auto at = kept_.find(ca_file); at != kept_.end())
        if (now - at->second.made_at < trust_lifetime && at->second.stamp == stamp) return at->second.context;
    ERR_clear_error();
    const std::shared_ptr<SSL_CTX> made(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    if (!made || SSL_CTX_set_min_proto_version(made.get(), TLS1_2_VERSION) != 1 ||
        (ca_file.empty() && SSL_CTX_set_default_verify_paths(made.get()) != 1)) {
        return Error{Fault::broken, "TLS could not be set up: " + openssl_reason(), {}};
    }
    if (!ca_file.empty() && SSL_CTX_load_verify_file(made.get(), ca_file.c_str()) != 1)
        return unusable(ca_file, "it must contain certificates in PEM format (" + openssl_reason() + ")");
    // An intermediate CA is sufficient if an operator's file contains it.
    if (!ca_file.empty()) X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(made.get()), X509_V_FLAG_PARTIAL_CHAIN);
    SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_cache_mode(made.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(made.get(), SSL_OP_NO_RENEGOTIATION);
    ERR_clear_error();  // an unreadable store is not an error to OpenSSL, but leaves entries
    if (kept_.size() > max_kept) kept_.clear();
    kept_[ca_file] = {made, now, stamp};
    return made;
}

Result<std::unique_ptr<TlsStream>> TlsStream::connect(std::unique_ptr<Stream> transport, SSL_CTX* trust,
                                                      const std::string& host, const std::string& ca_file) {
    ERR_clear_error();
    const std::shared_ptr<SSL> tls(SSL_new(trust), SSL_free);
    BIO* incoming = BIO_new(BIO_s_mem());
    BIO* outgoing = BIO_new(BIO_s_mem());
    if (!tls || !incoming || !outgoing || !expect_host(tls.get(), host)) {
        BIO_free(incoming);
        BIO_free(outgoing);
        return Error{Fault::broken, "TLS could not be set up: " + openssl_reason(), {}};
    }
    SSL_set_bio(tls.get(), incoming, outgoing);  // owns both from here on
    SSL_set_connect_state(tls.get());
    std::unique_ptr<TlsStream> stream(new TlsStream(std::move(transport), tls));
    if (const auto shaken = stream->shake_hands(ca_file); !shaken) return shaken.error();
    return stream;
}

Outcome TlsStream::shake_hands(const std::string& ca_file) {
    for (;;) {
        ERR_clear_error();
        const int result = SSL_do_handshake(tls_.get());
        if (result != 1 && SSL_get_error(tls_.get(), result) == SSL_ERROR_SSL) {
            const long verdict = SSL_get_verify_result(tls_.get());
            const std::string reason = openssl_reason();
            (void)send_pending();  // the TLS alert with the reason; failures are ignored
            if (verdict == X509_V_OK) return tls_failed("TLS handshake: " + reason);
            return tls_failed(why_not_trusted(tls_.get(), verdict, ca_file));
        }
        if (auto sent = send_pending(); !sent) return sent;
        if (result == 1) break;
        if (auto went = proceed(result, "TLS handshake"); !went) return went;
    }
    // SSL_VERIFY_PEER guarantees both already; checked again as a safeguard.
    if (SSL_get_verify_result(tls_.get()) != X509_V_OK || !SSL_get0_peer_certificate(tls_.get())) {
        return tls_failed("the certificate is not trusted");
    }
    return {};
}

// Call after an SSL call that did not succeed: reads or writes what OpenSSL needs, or returns why that is impossible.
Outcome TlsStream::proceed(int result, const char* what) {
    switch (SSL_get_error(tls_.get(), result)) {
        case SSL_ERROR_WANT_READ: return receive_more();
        case SSL_ERROR_WANT_WRITE: return send_pending();
        default: return tls_failed(std::string(what) + ": " + openssl_reason());
    }
}

Outcome TlsStream::send_pending() {
    BIO* outgoing = SSL_get_wbio(tls_.get());
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(outgoing, &bytes);
    if (size <= 0) return {};
    auto sent = transport_->write({bytes, static_cast<std::size_t>(size)});
    (void)BIO_reset(outgoing);
    return sent;
}

Outcome TlsStream::receive_more() {
    char bytes[16 * 1024];
    const auto got = transport_->read(bytes, sizeof bytes);
    if (!got) return got.error();
    if (*got == 0) return tls_failed("the connection was closed without TLS close_notify");
    if (BIO_write(SSL_get_rbio(tls_.get()), bytes, static_cast<int>(*got)) != static_cast<int>(*got)) {
        return tls_failed("out of memory");
    }
    return {};
}

Result<std::size_t> TlsStream::read(char* into, std::size_t max) {
    for (;;) {
        ERR_clear_error();
        std::size_t got = 0;
        const int result = SSL_read_ex(tls_.get(), into, max, &got);
        if (result == 1) return got;
        if (SSL_get_error(tls_.get(), result) == SSL_ERROR_ZERO_RETURN) return std::size_t{0};
        if (const auto sent = send_pending(); !sent) return sent.error();  // answers to key updates
        if (const auto went = proceed(result, "TLS"); !went) return went.error();
    }
}

Outcome TlsStream::write(std::string_view bytes) {
    while (!bytes.empty()) {
        ERR_clear_error();
        std::size_t taken = 0;
        const auto part = bytes.substr(0, 64 * 1024);  // limits the encrypted data in memory
        const int result = SSL_write_ex(tls_.get(), part.data(), part.size(), &taken);
        if (result == 1) bytes.remove_prefix(taken);
        if (auto sent = send_pending(); !sent) return sent;
        if (result == 1) continue;
        if (auto went = proceed(result, "TLS"); !went) return went;
    }
    return {};
}

}  // namespace secure_export::http
