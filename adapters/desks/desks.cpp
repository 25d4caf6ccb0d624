#include "adapters/desks/desks.h"

#include "adapters/desks/helix/desk.h"
#include "adapters/desks/helix/kind.h"
#include "adapters/desks/host/desk.h"
#include "adapters/desks/host/kind.h"
#include "adapters/desks/itop/desk.h"
#include "adapters/desks/itop/kind.h"
#include "adapters/desks/local/desk.h"
#include "adapters/desks/local/kind.h"
#include "adapters/desks/servicenow/desk.h"
#include "adapters/desks/servicenow/kind.h"

namespace secure_export::desks {
namespace {

struct Entry {
    const DeskKind& (*kind)();
    Result<std::unique_ptr<Desk>> (*make)(const DeskSettings&, const Environment&);
};

// One row per folder, in the order in which the kinds are listed.
constexpr Entry table[] = {
    {local::kind, local::make},           {host::kind, host::make}, {helix::kind, helix::make},
    {servicenow::kind, servicenow::make}, {itop::kind, itop::make},
};

// Makes every call of one desk trust the CAs in its own file.
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

const DeskKinds& kinds() {
    static const DeskKinds all = [] {
        DeskKinds kinds;
        for (const Entry& entry : table) kinds.push_back(entry.kind());
        return kinds;
    }();
    return all;
}

Result<std::unique_ptr<Desk>> make_desk(const DeskSettings& settings, const Environment& environment) {
    for (const Entry& entry : table)
        if (const DeskKind& kind = entry.kind(); settings.kind == kind.name)
            return entry.make(settings, kind.remote() ? with_own_trust(settings, environment) : environment);
    return Error{
        Fault::invalid,
        "desk \"" + settings.name + "\": unknown kind \"" + settings.kind + "\"; `secure-export desk kinds` lists them",
        {}};
}

}  // namespace secure_export::desks
