#include "adapters/desks/desks.h"

#include "adapters/desks/helix/helix_desk.h"
#include "adapters/desks/host/host_desk.h"
#include "adapters/desks/itop/itop_desk.h"
#include "adapters/desks/local/register.h"
#include "adapters/desks/servicenow/servicenow_desk.h"

namespace secure_export::desks {

Result<std::unique_ptr<Desk>> make_desk(const DeskSettings& settings, const Environment& environment) {
    if (settings.kind == "local")
        return std::unique_ptr<Desk>(
            std::make_unique<LocalDesk>(environment.data_dir / "desk.sqlite", *environment.clock));
    if (settings.kind == "helix") return make_helix_desk(settings, environment);
    if (settings.kind == "servicenow") return make_servicenow_desk(settings, environment);
    if (settings.kind == "itop") return make_itop_desk(settings, environment);
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
