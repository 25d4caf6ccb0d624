#pragma once
// The site of the admin listener: sign-in pages, and the plugins' admin endpoints for signed-in users.

#include <chrono>
#include <functional>
#include <string>

#include "adapters/hosts/standalone/admin/login.h"
#include "adapters/hosts/standalone/http/public_addresses.h"
#include "adapters/hosts/standalone/http/router.h"
#include "adapters/hosts/standalone/http/site.h"
#include "adapters/hosts/standalone/sign_in/host_names.h"

namespace secure_export::host {

class AdminSite : public Site {
public:
    // Queues a request for a plugin; false when the queue is full.
    using Forward = std::function<bool(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler)>;

    // For the reply to senders of alerts that use this listener by mistake.
    struct Signpost {
        std::function<std::string()> here;  // this listener's URL
        const PublicAddresses& there;       // the URLs for alerts
        const Log& log;
    };

    // `login`, `router` and the references in `signpost` must outlive it.
    AdminSite(Login& login, const Router& router, Signpost signpost, bool over_tls, Forward forward);

    // The host names accepted in requests; none at first.
    void set_names(HostNames names) { names_ = std::move(names); }

    Admission admit(IncomingRequest& request) override;
    Entry ask_entry(const IncomingRequest&, std::shared_ptr<ReplyHandler>) override {
        return Entry::open;
    }  // admit() has decided
    bool submit(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler) override;
    std::string_view fields() const override { return fields_; }
    std::string_view name() const override { return "admin screens"; }

private:
    bool is_from_here(const IncomingRequest& request) const;
    Admission admit_to_plugin(IncomingRequest& request);
    bool is_for_the_public(const IncomingRequest& request) const;
    Admission point_elsewhere(const IncomingRequest& request);

    Login& login_;
    const Router& router_;
    const Signpost signpost_;
    std::chrono::steady_clock::time_point pointed_at_{};  // when this was last logged
    unsigned pointed_since_ = 0;
    const bool over_tls_;
    const Forward forward_;
    HostNames names_;
    std::string fields_;
};

}  // namespace secure_export::host
