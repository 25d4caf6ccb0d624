#pragma once
// A desk in memory whose responses a test can replace.

#include <functional>

#include "core/desk.h"

namespace secure_export::test {

// Shared by all desk objects of one name, whatever version of the settings they were made for.  The hooks are called on
// the workers' threads, several at once.
struct DeskScript {
    std::function<Outcome()> on_open = [] { return Outcome(); };
    std::function<Outcome(const NewIncident&)> on_open_of = {};  // for different outcomes of different alerts
    std::function<Result<std::vector<ConfigurationItem>>()> on_find_ci = [] {
        return Result<std::vector<ConfigurationItem>>(std::vector<ConfigurationItem>());
    };
    std::function<Outcome()> on_bind = [] { return Outcome(); };
    // If set, used instead of on_find_ci.
    std::function<Result<std::vector<ConfigurationItem>>(const CiQuery&)> on_query;
    std::function<Result<Rebound>()> on_rebind = [] { return Result<Rebound>(Rebound::replaced); };
    std::function<void(const DeskFields&)> on_resolve_with = [](const DeskFields&) {};
    std::function<Result<FromCi>(const NewIncident&)> on_from_ci = [](const NewIncident&) {
        return Result<FromCi>(FromCi{});
    };
    std::function<void(const std::string&)> on_note = [](const std::string&) {};
};

class FakeDesk : public Desk {
public:
    explicit FakeDesk(const DeskScript& script) : script_(script) {}

    Result<std::vector<DeskIncident>> find_all(const std::string&) override { return std::vector<DeskIncident>(); }
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate&) override {
        if (Outcome opened = script_.on_open_of ? script_.on_open_of(incident) : script_.on_open(); !opened)
            return opened.error();
        return DeskIncident{incident.key, incident.key, "", IncidentState::open};
    }
    Result<DeskIncident> get(const std::string& id) override { return DeskIncident{id, id, "", IncidentState::open}; }
    Outcome note(const std::string&, const std::string& text) override {
        script_.on_note(text);
        return {};
    }
    Result<Resolution> resolve(const std::string&, const std::string&) override { return Resolution{}; }
    Result<Resolution> resolve_with(const std::string& id, const std::string& text, const DeskFields& fields) override {
        script_.on_resolve_with(fields);
        return resolve(id, text);
    }
    Result<FromCi> from_ci(const NewIncident& incident) override { return script_.on_from_ci(incident); }
    // With the fields beyond those that every desk has.
    std::vector<std::pair<std::string, std::string>> draft(const NewIncident& incident) const override {
        auto all = Desk::draft(incident);
        for (const auto& field : incident.fields.values) all.push_back(field);
        return all;
    }
    Result<Reopening> reopen(const std::string&, const std::string&) override { return Reopening::reopened; }
    Outcome bind(const std::string&, const ConfigurationItem&) override { return script_.on_bind(); }
    Result<Rebound> rebind(const std::string&, const ConfigurationItem&, const ConfigurationItem&) override {
        return script_.on_rebind();
    }
    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) override {
        return script_.on_query ? script_.on_query(query) : script_.on_find_ci();
    }
    Result<DeskCheck> check() override { return DeskCheck{}; }

private:
    const DeskScript& script_;
};

}  // namespace secure_export::test
