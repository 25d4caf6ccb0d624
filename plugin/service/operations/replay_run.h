#pragma once
// One replay: reads what came and what became of it, slice by slice, and plays it through core/simulation.h.
//
// It begins with an empty mapping, a day before the period, and with the earlier messages of incidents that were open
// then: what happened before `since` is played, too, but neither counted nor compared.

#include <map>
#include <memory>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "core/simulation.h"
#include "db/store/history.h"
#include "service/environment.h"
#include "service/operations/replay_ledger.h"
#include "service/snapshot.h"

namespace secure_export::service::operations {

class ReplayRun {
public:
    // `settings`: those of the replay.  `in_force`: the saved ones, which may be the same.
    ReplayRun(db::Database& database, const Environment& env, std::shared_ptr<const Snapshot> settings,
              std::shared_ptr<const Snapshot> in_force);

    // Fills `result`, whose `since`, `until` and `edited` are set, but for the open incidents.
    Outcome run(const admin::ReplayOrder& order, Time settings_since, admin::Replay& result);

private:
    using History = db::History;

    struct Played {
        const Connection* connection = nullptr;
        std::unique_ptr<Simulation> simulation;
        // What shares one incident is as it was when the messages were accepted.
        bool keys_as_accepted = true;
    };
    // People closed an incident, and something due for it found that.
    struct Closing {
        Time at;
        std::string connection;
        std::int32_t incident = 0;
        Simulation::CanReopen can_reopen = Simulation::CanReopen::yes;
    };

    Outcome choose_deliveries(const admin::ReplayOrder& order);
    Outcome add_run_in(const std::string& connection);
    Outcome read_earlier_events(const std::set<std::pair<std::string, std::string>>& alerts);
    Outcome read_events();
    void take_event(const History& history, const db::StoredEvent& event);
    std::int32_t incident_of(const History& history, const db::StoredEvent& event);

    Outcome play();
    void play_one(db::StoredDelivery&& delivery);
    Played* played(const std::string& connection);
    void close_by_people(Time until);
    void finish();
    void tell_progress(std::size_t done);

    void report(const std::string& connection, const Simulated& simulated);
    void count(const std::string& connection, const Simulated& simulated);
    static std::string day_of(Time at);  // "2026-11-26", UTC
    admin::ReplayDay& day(Time at);
    admin::ReplayCounts& row(const std::string& day, const std::string& connection, const std::string& route);
    std::optional<ConfigurationItem> remembered_ci(const std::string& desk, const Alert& alert);
    Outcome describe_differences();

    db::Database& database_;
    const Environment& env_;
    const std::shared_ptr<const Snapshot> settings_, in_force_;
    admin::Replay* result_ = nullptr;
    Time from_;  // where the run-in begins
    std::vector<std::int64_t> ids_;
    std::unordered_map<std::int64_t, std::vector<std::int32_t>> opened_by_;  // incidents by delivery
    std::unordered_map<std::int64_t, std::vector<std::pair<std::int32_t, Simulation::CanReopen>>> closed_before_;
    std::unordered_set<std::int64_t> acted_;  // deliveries that something became of
    std::vector<Closing> closings_;
    std::size_t next_closing_ = 0;
    std::unordered_map<std::int64_t, std::int32_t> incidents_;  // names by id
    std::map<std::string, Played> played_;
    std::map<std::tuple<std::string, std::string, std::string>, admin::ReplayCounts> rows_;
    std::map<std::string, admin::ReplayDay> days_;
    std::map<std::string, bool> held_;  // keys of happenings
    std::unordered_map<std::string, std::optional<ConfigurationItem>> cis_;
    std::unordered_map<std::int64_t, std::string> whys_;  // of what the replay did, by delivery
    Time now_;
    Milliseconds told_at_{0};
    Ledger ledger_;
};

}  // namespace secure_export::service::operations
