#include "adapters/hosts/standalone/plugin_host/public_site.h"

#include "adapters/hosts/standalone/http/reply_writer.h"

namespace secure_export::host {

Admission PublicSite::admit(IncomingRequest& request) {
    Router::Match match = router_.find(Access::open, request.method, request.path);
    request.endpoint = match.endpoint;
    if (match.endpoint) return {};
    OutgoingReply refusal =
        match.allow.empty() ? plain_reply(404, "nothing here") : plain_reply(405, "not this method");
    if (!match.allow.empty()) refusal.headers += "Allow: " + match.allow + "\n";
    return {std::move(refusal)};
}

}  // namespace secure_export::host
