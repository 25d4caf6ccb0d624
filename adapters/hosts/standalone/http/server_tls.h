#pragma once
// Loads the server's certificate and key.

#include <memory>
#include <string>
#include <vector>

#include "adapters/hosts/standalone/base/log.h"

namespace boost::asio::ssl {
class context;
}

namespace secure_export::host {

struct TlsFiles {
    std::string certificate;  // PEM: the server's certificate, then the intermediate ones
    std::string key;          // PEM, not encrypted, not readable by all users

    bool given() const { return !certificate.empty(); }
};

// TLS 1.2 and 1.3 with forward secrecy and authenticated ciphers only.  Throws Failure naming the file and the error.
// Logs until when the certificate is valid, as a warning if that is near or past.
std::shared_ptr<boost::asio::ssl::context> load_tls(const TlsFiles& files, const Log& log);

// The names and addresses in the context's certificate (RFC 6125 section 6.4): "admin.example.org", "*.example.org",
// "192.0.2.1", "2001:db8::1".
std::vector<std::string> certificate_names(boost::asio::ssl::context& context);

}  // namespace secure_export::host
