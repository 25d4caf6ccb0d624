#pragma once
#include <memory>

#include "core/http_client.h"

namespace secure_export {

// The product's HTTP client over TCP and TLS.  Opens nothing before the first call and keeps nothing open between
// calls, so it may be created before a fork.
//
// - It does not support redirects, proxies, cookies or compression.
// - TLS 1.2 or later; the certificate and the host name are always verified, for localhost too, against OpenSSL's
//   default trust store (SSL_CERT_FILE and SSL_CERT_DIR work), or the call's own ca_file.  A changed store is seen
//   after ten minutes, a changed file at once.
// - http without TLS only to localhost, 127.0.0.0/8 and ::1, and only where these resolve to a loopback address.
// - time_limit covers connecting, TLS, sending and receiving, however slow the server is.  A look-up of the host name
//   counts towards it but cannot be interrupted: the resolver has its own limits (resolv.conf: timeout, attempts).
// - The client sets Host, Connection, Content-Length, Transfer-Encoding, Expect and Accept-Encoding.  A request with
//   one of these fields, or with a control character in its head, is Fault::invalid.
std::unique_ptr<HttpClient> make_http_client();

}  // namespace secure_export
