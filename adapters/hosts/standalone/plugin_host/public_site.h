#pragma once
// The site of the public listener: the plugins' public endpoints.  Each plugin authorizes its requests itself.

#include <functional>

#include "adapters/hosts/standalone/http/router.h"
#include "adapters/hosts/standalone/http/site.h"

namespace secure_export::host {

class PublicSite : public Site {
public:
    // Queues a complete request; false when the queue is full.
    using Submit = std::function<bool(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler)>;

    // Asks the request's plugin to decide by the header; see Site::ask_entry().
    using AskEntry = std::function<Entry(const IncomingRequest& head, std::shared_ptr<ReplyHandler> reply_handler)>;

    // The router must outlive it.
    PublicSite(const Router& router, AskEntry ask_entry, Submit submit)
        : router_(router), ask_entry_(std::move(ask_entry)), submit_(std::move(submit)) {}

    Admission admit(IncomingRequest& request) override;
    Entry ask_entry(const IncomingRequest& head, std::shared_ptr<ReplyHandler> reply_handler) override {
        return ask_entry_(head, std::move(reply_handler));
    }
    bool knows(SenderMark sender) const override { return known_.contains(sender); }
    void answered(SenderMark sender, int status) override { known_.answered(sender, status); }
    bool submit(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler) override {
        return submit_(request, std::move(reply_handler));
    }
    std::string_view fields() const override { return {}; }
    std::string_view name() const override { return "alerts"; }

private:
    const Router& router_;
    AskEntry ask_entry_;
    Submit submit_;
    KnownSenders known_;
};

}  // namespace secure_export::host
