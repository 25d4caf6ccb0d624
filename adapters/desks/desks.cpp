#include "adapters/desks/desks.h"

#include "adapters/desks/helix/helix_desk.h"
#include "adapters/desks/host/host_desk.h"
#include "adapters/desks/itop/itop_desk.h"
#include "adapters/desks/local/register.h"
#include "adapters/desks/servicenow/servicenow_desk.h"

namespace secure_export::desks {
namespace {

// Every call of one desk trusts the authorities of its own file.
class OwnTrust : public HttpClient {
public:
    OwnTrust(const HttpClient& http, std::string ca_file) : http_(http), ca_file_(std::move(ca_file)) {}
    Result<HttpResponse> call(const HttpRequest& request) const override {
        HttpRequest trusting = request;
        trusting.ca_file = ca_file_;
        return http_.call(trusting);
    }

private:
    const HttpClient& http_;
    const std::string ca_file_;
};

Environment with_own_trust(const DeskSettings& settings, Environment environment) {
    const std::string& ca_file = settings.text("ca_file");
    if (ca_file.empty()) return environment;
    environment.own_http = std::make_shared<OwnTrust>(*environment.http, ca_file);
    environment.http = environment.own_http.get();
    return environment;
}

}  // namespace

Result<std::unique_ptr<Desk>> make_desk(const DeskSettings& settings, const Environment& environment) {
    if (settings.kind == "local")
        return std::unique_ptr<Desk>(
            std::make_unique<LocalDesk>(environment.data_dir / "desk.sqlite", *environment.clock));
    if (settings.kind == "helix") return make_helix_desk(settings, with_own_trust(settings, environment));
    if (settings.kind == "servicenow") return make_servicenow_desk(settings, with_own_trust(settings, environment));
    if (settings.kind == "itop") return make_itop_desk(settings, with_own_trust(settings, environment));
    const std::string desk = "desk \"" + settings.name + "\"";
    if (settings.kind != "host")
        return Error{Fault::invalid,
                     desk + ": unknown kind \"" + settings.kind + "\"; `secure-export desk kinds` lists them",
                     {}};
    if (environment.host) return std::unique_ptr<Desk>(std::make_unique<HostDesk>(*environment.host));
    return Error{Fault::invalid,
                 desk + ": kind \"host\" needs a host that is itself a desk, and this one is not; use kind \"local\"",
                 {}};
}

}  // namespace secure_export::desks
