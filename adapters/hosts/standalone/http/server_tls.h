#pragma once
// The server's certificate and key, ready for handshakes.

#include <memory>
#include <string>
#include <vector>

#include "adapters/hosts/standalone/base/log.h"

namespace boost::asio::ssl {
class context;
}

namespace secure_export::host {

struct TlsFiles {
    std::string certificate;  // PEM: the server's, then the intermediate ones
    std::string key;          // PEM, not encrypted, not readable by every user

    bool given() const { return !certificate.empty(); }
};

// TLS 1.2 and 1.3 with forward secrecy and authenticated ciphers only.  Throws a Failure naming the file and what is
// wrong with it.  The log is told until when the certificate is valid, as a warning when that is near or past.
std::shared_ptr<boost::asio::ssl::context> load_tls(const TlsFiles& files, const Log& log);

// The names and addresses that its certificate is made out to (RFC 6125 section 6.4): "admin.example.org",
// "*.example.org", "192.0.2.1", "2001:db8::1".
std::vector<std::string> certificate_names(boost::asio::ssl::context& context);

}  // namespace secure_export::host
