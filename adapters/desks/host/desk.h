#pragma once
// The host's own desk, called by the operations of operations.md in this folder.

#include "adapters/desks/desks.h"
#include "core/desk.h"
#include "core/desk_call.h"

namespace secure_export::desks {

// Passes on the host's decisions and refusals unchanged.  A reply that violates operations.md is Fault::unavailable,
// with the operation and the place in the message: the step may have been done, and waiting items succeed once the host
// is repaired.  Use it only on a thread of the host that is inside the plugin.  `call` must outlive the desk.
class HostDesk : public Desk {
public:
    explicit HostDesk(const DeskCall& call) : call_(call) {}

    Result<std::vector<DeskIncident>> find_all(const std::string& key) override;
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create = {}) override;
    Result<DeskIncident> get(const std::string& id) override;
    Outcome note(const std::string& id, const std::string& text) override;
    Result<Resolution> resolve(const std::string& id, const std::string& text) override;
    Result<Reopening> reopen(const std::string& id, const std::string& text) override;
    Outcome raise(const std::string& id, int impact, int urgency) override;
    Outcome bind(const std::string& id, const ConfigurationItem& ci) override;
    Result<Rebound> rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) override;
    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) override;
    Result<DeskCheck> check() override;

private:
    const DeskCall& call_;
};

namespace host {
// Fault::invalid when the host has no desk.
Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment);
}  // namespace host

}  // namespace secure_export::desks
