#pragma once
// What the command line of `serve` says.

#include <boost/asio/ip/tcp.hpp>
#include <span>
#include <string>
#include <vector>

#include "settings.h"
#include "sign_in/host_names.h"
#include "sign_in/senders.h"
#include "tls.h"

namespace secure_export::host {

struct ServeSettings {
    // The addresses that one HOST:PORT stands for; for port 0, the same port on each of them.
    using Listen = std::vector<boost::asio::ip::tcp::endpoint>;

    SharedSettings shared;
    std::vector<Listen> listen, admin_listen;
    bool admin_listen_given = false;  // not the default
    bool admin_tls = false;           // the admin listener serves https
    std::vector<HostAndPort> admin_names;
    TlsFiles tls;
    TrustedProxies trusted_proxies;
    unsigned workers = 8;  // they mostly wait for desks
};

// `words` are the arguments behind "serve".  Throws UsageError or Failure.
ServeSettings read_serve_settings(std::span<const std::string> words);

}  // namespace secure_export::host
