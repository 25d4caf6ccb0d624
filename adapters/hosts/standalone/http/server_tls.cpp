#include "adapters/hosts/standalone/http/server_tls.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <system_error>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/http/limits.h"

namespace secure_export::host {
namespace {

namespace ssl = boost::asio::ssl;

constexpr int warn_days_before_expiry = 14;

// The file's text.  `secret`: rejected when all users of the machine may read or write it.  The mode is checked on the
// open file, so that it cannot be exchanged between the check and reading.
std::string read_pem(const std::string& path, bool secret) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) throw Failure("cannot read " + path + ": " + std::generic_category().message(errno));
    struct stat about {};
    std::string text;
    const bool exposed = secret && fstat(file, &about) == 0 && (about.st_mode & S_IRWXO) != 0;
    char block[4096];
    ssize_t count = 0;
    while (!exposed && text.size() < max_pem_bytes && (count = read(file, block, sizeof block)) > 0)
        text.append(block, static_cast<std::size_t>(count));
    OPENSSL_cleanse(block, sizeof block);
    const int problem = count < 0 ? errno : 0;
    close(file);
    if (exposed)
        throw Failure("all users of this machine can read the key file " + path + "; make it private: chmod 600 " +
                      path);
    if (problem) throw Failure("cannot read " + path + ": " + std::generic_category().message(problem));
    return text;
}

// Only suites with ephemeral keys and authenticated encryption; TLS 1.3 has no others.
constexpr const char* tls12_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

// ALPN (RFC 7301): selects http/1.1 if offered; otherwise continues without.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* offered,
                    unsigned offered_length, void*) {
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, length, ours, sizeof ours - 1, offered, offered_length) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

void tell_validity(SSL_CTX* context, const std::string& file, const Log& log) {
    const X509* certificate = SSL_CTX_get0_certificate(context);
    tm end{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) return;
    char date[32];
    std::strftime(date, sizeof date, "%Y-%m-%d %H:%M UTC", &end);
    int days = 0, seconds = 0;
    ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate));
    if (days < 0 || seconds < 0)
        log.warning("the certificate in " + file + " expired on " + date + ": senders will refuse it");
    else if (days < warn_days_before_expiry)
        log.warning("the certificate in " + file + " expires on " + date + "; replace it and send SIGHUP");
    else
        log.info("the certificate in " + file + " is valid until " + date);
}

}  // namespace

std::shared_ptr<ssl::context> load_tls(const TlsFiles& files, const Log& log) {
    const std::string certificate = read_pem(files.certificate, false);
    std::string key = read_pem(files.key, true);
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* const native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_cipher_list(native, tls12_ciphers);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // thousands of idle connections
    SSL_CTX_set_read_ahead(native, 1);                   // otherwise each record takes two system calls
    // Sessions are resumed by tickets only: clients could fill a cache.
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(native, 1);  // OpenSSL's two would cost a connection for one alert more than they save
    static constexpr unsigned char session_context[] = "secure-export";
    SSL_CTX_set_session_id_context(native, session_context, sizeof session_context - 1);
    SSL_CTX_set_alpn_select_cb(native, &choose_protocol, nullptr);

    boost::system::error_code error;
    // Without this, OpenSSL would ask for an encrypted key's password on the terminal.
    context->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); }, error);
    context->use_certificate_chain(boost::asio::buffer(certificate), error);
    if (error) throw Failure(files.certificate + " holds no certificate in PEM: " + error.message());
    context->use_private_key(boost::asio::buffer(key), ssl::context::pem, error);
    OPENSSL_cleanse(key.data(), key.size());
    if (error) throw Failure(files.key + " is not this certificate's key in unencrypted PEM: " + error.message());
    if (SSL_CTX_check_private_key(native) != 1) {
        ERR_clear_error();
        throw Failure("the key in " + files.key + " does not belong to the certificate in " + files.certificate);
    }
    tell_validity(native, files.certificate, log);
    return context;
}

std::vector<std::string> certificate_names(ssl::context& context) {
    std::vector<std::string> names;
    const X509* const certificate = SSL_CTX_get0_certificate(context.native_handle());
    auto* const list =
        certificate ? static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))
                    : nullptr;
    for (int i = 0; i < sk_GENERAL_NAME_num(list); ++i) {
        int type = 0;
        const auto* const value =
            static_cast<ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(list, i), &type));
        const unsigned char* const bytes = ASN1_STRING_get0_data(value);
        const int length = ASN1_STRING_length(value);
        char text[INET6_ADDRSTRLEN];
        if (type == GEN_DNS)
            names.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
        else if (type == GEN_IPADD && (length == 4 || length == 16) &&
                 inet_ntop(length == 4 ? AF_INET : AF_INET6, bytes, text, sizeof text))
            names.emplace_back(text);
    }
    GENERAL_NAMES_free(list);
    return names;
}

}  // namespace secure_export::host
