#pragma once
// A desk in memory whose calls a test can answer for it.

#include <functional>

#include "core/desk.h"

namespace secure_export::test {

// What the desks of one name share, whatever version of the settings they were made for.  The hooks are called on the
// threads of the workers, several at once.
struct DeskScript {
    std::function<Outcome()> on_open = [] { return Outcome(); };
    std::function<Outcome(const NewIncident&)> on_open_of = {};  // where one alert does not fare as the others
    std::function<Result<std::vector<ConfigurationItem>>()> on_find_ci = [] {
        return Result<std::vector<ConfigurationItem>>(std::vector<ConfigurationItem>());
    };
    std::function<Outcome()> on_bind = [] { return Outcome(); };
};

class MadeUpDesk : public Desk {
public:
    explicit MadeUpDesk(const DeskScript& script) : script_(script) {}

    Result<std::vector<DeskIncident>> find_all(const std::string&) override { return std::vector<DeskIncident>(); }
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate&) override {
        if (Outcome opened = script_.on_open_of ? script_.on_open_of(incident) : script_.on_open(); !opened)
            return opened.error();
        return DeskIncident{incident.key, incident.key, "", IncidentState::open};
    }
    Result<DeskIncident> get(const std::string& id) override { return DeskIncident{id, id, "", IncidentState::open}; }
    Outcome note(const std::string&, const std::string&) override { return {}; }
    Result<Resolution> resolve(const std::string&, const std::string&) override { return Resolution{}; }
    Result<Reopening> reopen(const std::string&, const std::string&) override { return Reopening::reopened; }
    Outcome bind(const std::string&, const ConfigurationItem&) override { return script_.on_bind(); }
    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery&) override { return script_.on_find_ci(); }
    Result<DeskCheck> check() override { return DeskCheck{}; }

private:
    const DeskScript& script_;
};

}  // namespace secure_export::test
