#pragma once
// The admin listener as a whole: its site, its front, the names it goes by, and what the operator is told about it.

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
    bool listen_given = false;  // not the default
    bool tls = false;           // serves https
    std::vector<HostAndPort> names;
    TrustedProxies trusted_proxies;
};

class AdminListener {
public:
    // Binds the addresses.  A default one that is taken is a warning, since several instances may run on one machine;
    // one that was asked for throws a Failure, as do files that hold the password and may not be used.  All
    // must outlive it; the budget the loop too.
    AdminListener(boost::asio::io_context& loop, const AdminListenerSettings& settings, const Router& router,
                  const PublicAddresses& addresses, BodyBudget& budget, AdminSite::Forward forward, Front::Ended ended,
                  const Log& log);

    // The certificate to be used from now on, and the names in it; nothing where the listener serves plain http.
    void use_tls(std::shared_ptr<boost::asio::ssl::context> context);
    // Names the addresses, in the log and for `admin link`, and the one-time link while no password is set; then begins
    // to accept.
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
