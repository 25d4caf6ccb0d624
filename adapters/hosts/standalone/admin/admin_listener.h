#pragma once
// The admin listener: its site, its front, the host names it accepts, and its messages to the operator.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/hosts/standalone/admin/admin_site.h"
#include "adapters/hosts/standalone/base/senders.h"
#include "adapters/hosts/standalone/http/front.h"
#include "adapters/hosts/standalone/http/public_addresses.h"
#include "adapters/hosts/standalone/sign_in/host_names.h"

namespace secure_export::host {

struct AdminListenerSettings {
    std::filesystem::path data_dir;
    // The addresses that one HOST:PORT stands for; for port 0, the same port on each of them.
    std::vector<std::vector<boost::asio::ip::tcp::endpoint>> listen;
    bool listen_given = false;  // `listen` was configured and is not the default
    bool tls = false;           // serves https
    std::vector<HostAndPort> names;
    TrustedProxies trusted_proxies;
};

class AdminListener {
public:
    // Binds the addresses.  If a default address is in use, logs a warning, since several instances may run on one
    // machine; if a configured one is, throws Failure.  Also throws Failure when the password's files cannot be used.
    // All arguments must outlive the listener, and the budget also the loop.
    AdminListener(boost::asio::io_context& loop, const AdminListenerSettings& settings, const Router& router,
                  const PublicAddresses& addresses, BodyBudget& budget, AdminSite::Forward forward, Front::Ended ended,
                  const Log& log);

    // Uses this certificate, and accepts its names, from now on; does nothing if the listener serves plain http.
    void use_tls(std::shared_ptr<boost::asio::ssl::context> context);
    // Publishes the addresses in the log and for `admin link`, logs a one-time link if no password is set, and begins
    // to accept connections.
    void start();
    void stop() { front_.stop(); }

private:
    void name();
    void bind_all(const std::vector<boost::asio::ip::tcp::endpoint>& addresses);
    std::string base_url() const;

    const AdminListenerSettings& settings_;
    const Log& log_;
    Login login_;
    AdminSite site_;
    Front front_;
    std::vector<boost::asio::ip::tcp::endpoint> bound_;
    std::vector<std::string> certificate_names_;
};

}  // namespace secure_export::host
