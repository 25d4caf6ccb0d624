#pragma once
#include <memory>

#include "core/http_client.h"

namespace secure_export {

// The client of this product over TCP and TLS.  Opens nothing before the first call and keeps nothing open between
// calls, so it may be made before a fork.
//
// - Redirects, proxies, cookies and compression are not followed, used, kept or asked for.
// - TLS 1.2 or later; the certificate and the host name are always verified, for localhost too, against OpenSSL's
//   default trust store (SSL_CERT_FILE and SSL_CERT_DIR work), or the call's own ca_file.  A changed store is seen
//   after ten minutes, a changed file at once.
// - http without TLS only to localhost, 127.0.0.0/8 and ::1, and only where these resolve to a loopback address.
// - time_limit covers connecting, TLS, sending and receiving, however slowly the other side drips.  The resolver
//   looks up the host's name: its own limits (resolv.conf, options timeout and attempts) count against time_limit but
//   are not cut short by it.
// - Host, Connection, Content-Length, Transfer-Encoding, Expect and Accept-Encoding are set here; a request that brings
//   them, or a line break or other control character anywhere in its head, is Fault::invalid.
std::unique_ptr<HttpClient> make_http_client();

}  // namespace secure_export
