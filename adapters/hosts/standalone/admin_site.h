#pragma once
// The admin listener: the plugins' admin endpoints for those who have signed in, and what it takes to sign in.

#include <functional>
#include <string>

#include "login.h"
#include "router.h"
#include "sign_in/host_names.h"
#include "site.h"

namespace secure_export::host {

class AdminSite : public Site {
public:
    // Hands a request for a plugin over; false when too much is waiting.
    using Forward = std::function<bool(Request& request, std::shared_ptr<Asker> asker)>;

    // Login and router must outlive it.
    AdminSite(Login& login, const Router& router, bool over_tls, Forward forward);

    // The names that requests may be for; none at first.
    void set_names(HostNames names) { names_ = std::move(names); }

    Admission admit(Request& request) override;
    Entry ask_entry(const Request&, std::shared_ptr<Asker>) override { return Entry::open; }  // admit() has decided
    bool submit(Request& request, std::shared_ptr<Asker> asker) override;
    std::string_view fields() const override { return fields_; }
    std::string_view name() const override { return "admin screens"; }

private:
    bool is_from_here(const Request& request) const;
    Admission admit_to_plugin(Request& request);

    Login& login_;
    const Router& router_;
    const bool over_tls_;
    const Forward forward_;
    HostNames names_;
    std::string fields_;
};

}  // namespace secure_export::host
