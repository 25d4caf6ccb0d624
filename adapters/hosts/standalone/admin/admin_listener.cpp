#include "adapters/hosts/standalone/admin/admin_listener.h"

#include <algorithm>

#include "adapters/hosts/standalone/admin/admin_address.h"
#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/http/listen_address.h"
#include "adapters/hosts/standalone/http/server_tls.h"

namespace secure_export::host {

using boost::asio::ip::tcp;

AdminListener::AdminListener(boost::asio::io_context& loop, const AdminListenerSettings& settings, const Router& router,
                             const PublicAddresses& addresses, BodyBudget& budget, AdminSite::Forward forward,
                             Front::Ended ended, const Log& log)
    : settings_(settings),
      log_(log),
      login_(loop, settings.data_dir, settings.tls, log),
      site_(login_, router, {[this] { return bound_.empty() ? std::string() : base_url(); }, addresses, log},
            settings.tls, std::move(forward)),
      front_(loop, {site_, budget, settings.trusted_proxies}, std::move(ended), max_admin_connections, log) {
    try {
        for (const auto& given : settings.listen) bind_all(given);
    } catch (const Failure& failure) {
        if (settings.listen_given) throw;
        log.warning(std::string("without admin screens: ") + failure.what() +
                    "; give another address with --admin-listen HOST:PORT, or --admin-listen off");
    }
    name();
}

void AdminListener::bind_all(const std::vector<tcp::endpoint>& addresses) {
    std::uint16_t chosen = 0;
    for (tcp::endpoint address : addresses) {
        if (address.port() == 0) address.port(chosen);
        bound_.push_back(front_.listen(address));
        chosen = bound_.back().port();
    }
}

void AdminListener::use_tls(std::shared_ptr<boost::asio::ssl::context> context) {
    if (!settings_.tls) return;
    certificate_names_ = certificate_names(*context);
    front_.use_tls(std::move(context));
    name();
}

void AdminListener::name() {
    HostNames names;
    for (const tcp::endpoint& address : bound_) {
        if (!address.address().is_unspecified()) names.add(address.address().to_string(), address.port());
        if (is_loopback(address))
            for (const char* local : {"localhost", "127.0.0.1", "::1"}) names.add(local, address.port());
    }
    for (const HostAndPort& given : settings_.names) names.add(given.host, given.port);
    for (const std::string& certified : certificate_names_) names.add(certified);
    site_.set_names(std::move(names));
}

std::string AdminListener::base_url() const {
    const tcp::endpoint& address = bound_.front();
    const std::string scheme = settings_.tls ? "https://" : "http://";
    const std::string port = ":" + std::to_string(address.port());
    if (!settings_.names.empty()) {
        const HostAndPort& name = settings_.names.front();
        const std::string host = name.host.find(':') == std::string::npos ? name.host : "[" + name.host + "]";
        return scheme + host + (name.port ? ":" + std::to_string(*name.port) : port);
    }
    const auto certified = std::find_if(certificate_names_.begin(), certificate_names_.end(),
                                        [](const std::string& name) { return !name.starts_with("*"); });
    if (is_loopback(address) || certified == certificate_names_.end()) return scheme + text_of(address);
    return scheme + (certified->find(':') == std::string::npos ? *certified : "[" + *certified + "]") + port;
}

void AdminListener::start() {
    if (bound_.empty()) return AdminAddress(settings_.data_dir).forget();
    try {
        AdminAddress(settings_.data_dir).set(base_url());
    } catch (const Failure& failure) {  // alerts must be accepted even if the disk is full
        log_.warning(
            std::string("cannot store the URL of the admin screens, so `secure-export admin link` does not know it: ") +
            failure.what());
    }
    for (const tcp::endpoint& address : bound_)
        log_.info("admin screens on " + std::string(settings_.tls ? "https://" : "http://") + text_of(address) + "/");
    // The token follows '#': browsers do not send that part, so it gets into no log and no Referer field.
    if (!login_.has_password())
        log_.info("no password is set for the admin screens; to set it, open, once and within 24 hours, " + base_url() +
                  "/login#" + login_.make_link());
    front_.start();
}

}  // namespace secure_export::host
