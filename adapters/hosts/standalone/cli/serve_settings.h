#pragma once
// The options of `serve`.

#include <boost/asio/ip/tcp.hpp>
#include <span>
#include <string>
#include <vector>

#include "adapters/hosts/standalone/admin/admin_listener.h"
#include "adapters/hosts/standalone/base/senders.h"
#include "adapters/hosts/standalone/cli/settings.h"
#include "adapters/hosts/standalone/http/server_tls.h"

namespace secure_export::host {

struct ServeSettings {
    // The addresses that one HOST:PORT stands for; for port 0, the same port on each of them.
    using Listen = std::vector<boost::asio::ip::tcp::endpoint>;

    SharedSettings shared;
    std::vector<Listen> listen;
    AdminListenerSettings admin;  // with the same data_dir and trusted_proxies as here
    TlsFiles tls;
    TrustedProxies trusted_proxies;
    unsigned workers = 8;  // they mostly wait for desks
};

// `words`: the arguments after "serve".  Throws UsageError or Failure.
ServeSettings read_serve_settings(std::span<const std::string> words);

}  // namespace secure_export::host
