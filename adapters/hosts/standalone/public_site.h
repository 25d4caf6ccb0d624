#pragma once
// The plugins' public endpoints, for everybody: a plugin authorizes each request itself.

#include <functional>

#include "router.h"
#include "site.h"

namespace secure_export::host {

class PublicSite : public Site {
public:
    // Hands a complete request over; false when too much is waiting.
    using Submit = std::function<bool(Request& request, std::shared_ptr<Asker> asker)>;

    // The router must outlive it.
    PublicSite(const Router& router, Submit submit) : router_(router), submit_(std::move(submit)) {}

    Admission admit(Request& request) override;
    bool submit(Request& request, std::shared_ptr<Asker> asker) override { return submit_(request, std::move(asker)); }
    std::string_view fields() const override { return {}; }
    std::string_view name() const override { return "alerts"; }

private:
    const Router& router_;
    Submit submit_;
};

}  // namespace secure_export::host
