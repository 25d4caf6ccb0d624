#pragma once
// A remote desk in memory: its data outlives every desk object, and a create can take effect after the caller has given
// up, as on a real server.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/desk.h"

namespace secure_export::test {

// The server, shared by all its desk objects.  Use it on one thread at a time.
struct DeskServer {
    struct Held {
        std::string key, title, note;
        IncidentState state = IncidentState::open;
    };
    std::vector<Held> incidents;
    int creates = 0, finds = 0;
    // Replaces the next create, which otherwise takes effect and is answered.  `land` makes it take effect, at once or
    // later.
    std::function<Result<DeskIncident>(std::function<DeskIncident()> land)> next_create;
    std::optional<Error> find_fails;
    std::optional<Error> next_open_fails;  // before its create is sent

    int open(const std::string& key) const {
        int count = 0;
        for (const Held& held : incidents) count += held.key == key && held.state == IncidentState::open;
        return count;
    }
    int all_open() const {
        int count = 0;
        for (const Held& held : incidents) count += held.state == IncidentState::open;
        return count;
    }
    DeskIncident shown(std::size_t place) const {
        return {std::to_string(place), "M" + std::to_string(place + 1), "", incidents.at(place).state};
    }
    DeskIncident create(const std::string& key, const std::string& title = "") {
        incidents.push_back({key, title, "", IncidentState::open});
        return shown(incidents.size() - 1);
    }
};

class MemoryDesk : public Desk {
public:
    explicit MemoryDesk(DeskServer& server) : server_(server) {}

    Result<std::vector<DeskIncident>> find_all(const std::string& key) override {
        ++server_.finds;
        if (server_.find_fails) return *server_.find_fails;
        std::vector<DeskIncident> found;
        for (std::size_t i = 0; i < server_.incidents.size(); ++i)
            if (server_.incidents[i].key == key && server_.incidents[i].state != IncidentState::gone)
                found.push_back(server_.shown(i));
        return found;
    }
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create) override {
        const auto there = find_all(incident.key);
        if (!there) return there.error();
        if (const auto one = that_counts(*there)) return *one;
        if (server_.next_open_fails) return *std::exchange(server_.next_open_fails, {});
        if (before_create)
            if (Outcome committed = before_create(); !committed) return committed.error();
        ++server_.creates;
        const auto land = [server = &server_, key = incident.key, title = incident.title] {
            return server->create(key, title);
        };
        if (!server_.next_create) return land();
        return std::exchange(server_.next_create, {})(land);
    }
    Result<DeskIncident> get(const std::string& id) override { return server_.shown(std::stoul(id)); }
    Outcome note(const std::string& id, const std::string& text) override {
        server_.incidents.at(std::stoul(id)).note += text + "\n";
        return {};
    }
    Result<Resolution> resolve(const std::string& id, const std::string& text) override {
        auto& held = server_.incidents.at(std::stoul(id));
        if (held.state != IncidentState::open) return Resolution{Resolution::What::already_over, ""};
        held.state = IncidentState::resolved;
        held.note += text + "\n";
        return Resolution{};
    }
    Result<Reopening> reopen(const std::string& id, const std::string&) override {
        server_.incidents.at(std::stoul(id)).state = IncidentState::open;
        return Reopening::reopened;
    }
    Outcome bind(const std::string&, const ConfigurationItem&) override { return {}; }
    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery&) override { return std::vector<ConfigurationItem>(); }
    Result<DeskCheck> check() override { return DeskCheck{}; }

private:
    DeskServer& server_;
};

}  // namespace secure_export::test
