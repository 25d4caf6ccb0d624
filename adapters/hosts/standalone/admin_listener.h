#pragma once
// The admin listener as a whole: its site, its front, the names it goes by, and what the operator is told about it.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "admin_site.h"
#include "front.h"
#include "public_addresses.h"
#include "serve_settings.h"

namespace secure_export::host {

class AdminListener {
public:
    // Binds the addresses.  A default one that is taken is a warning, since several instances may run on one machine;
    // one that was asked for throws a Failure, as do files that hold the password and may not be used.  All
    // must outlive it; the budget the loop too.
    AdminListener(boost::asio::io_context& loop, const ServeSettings& settings, const Router& router,
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
    void bind_all(const ServeSettings::Listen& addresses);
    std::string base_url() const;

    const ServeSettings& settings_;
    const Log& log_;
    Login login_;
    AdminSite site_;
    Front front_;
    std::vector<boost::asio::ip::tcp::endpoint> bound_;
    std::vector<std::string> certificate_names_;
};

}  // namespace secure_export::host
