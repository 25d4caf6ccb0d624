#pragma once
// The admin listener: the plugins' admin endpoints for those who have signed in, and what it takes to sign in.

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
    // Hands a request for a plugin over; false when too much is waiting.
    using Forward = std::function<bool(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler)>;

    // What those are told who take this listener for the alerts' one.
    struct Signpost {
        std::function<std::string()> here;  // this listener's address
        const PublicAddresses& there;
        const Log& log;
    };

    // Login, router and what the signpost names must outlive it.
    AdminSite(Login& login, const Router& router, Signpost signpost, bool over_tls, Forward forward);

    // The names that requests may be for; none at first.
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
    std::chrono::steady_clock::time_point pointed_at_{};  // when the log was told last
    unsigned pointed_since_ = 0;
    const bool over_tls_;
    const Forward forward_;
    HostNames names_;
    std::string fields_;
};

}  // namespace secure_export::host
