#include "adapters/desks/desks.h"

#include "adapters/desks/host/host_desk.h"
#include "adapters/desks/local/register.h"

namespace secure_export::desks {

Result<std::unique_ptr<Desk>> make_desk(const DeskSettings& settings, const Environment& environment) {
    const std::string desk = "desk \"" + settings.name + "\"";
    if (settings.kind == "local") {
        return std::unique_ptr<Desk>(
            std::make_unique<LocalDesk>(environment.data_dir / "desk.sqlite", *environment.clock));
    }
    if (settings.kind == "host") {
        if (environment.host) return std::unique_ptr<Desk>(std::make_unique<HostDesk>(*environment.host));
        return Error{Fault::invalid,
                     desk +
                         ": kind \"host\" needs a host that is itself a desk, and this one is not; "
                         "use kind \"local\"",
                     {}};
    }
    return Error{Fault::invalid,
                 desk + ": unknown kind \"" + settings.kind +
                     "\"; there are \"local\" (the embedded "
                     "register) and \"host\" (the desk that this plugin runs in)",
                 {}};
}

}  // namespace secure_export::desks
