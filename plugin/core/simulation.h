#pragma once
// Plays the messages of a connection through the planner, with the mapping in memory and a desk in which every act
// succeeds at once.  Nothing is sent.  The replay of stored alerts rests on it.

#include <functional>
#include <map>
#include <memory>
#include <set>

#include "core/planner.h"

namespace secure_export {

// One decision, once it was carried out.
struct Simulated {
    Moment at;
    std::int64_t delivery = 0;  // the message; of what was due without one, the message that it was done with
    std::string alert_key;
    std::string happening;  // its key; of an alert without policies too
    std::string incident;   // the name that the simulation gave it, "#1" and so on; empty: none
    Plan plan;
};

class Simulation : private Mapping {
public:
    using RememberedCi = std::function<std::optional<ConfigurationItem>(const std::string& desk, const Alert& alert)>;
    using Report = std::function<void(const Simulated&)>;
    // How an incident that this message opens is named; empty: by the number that the simulation gives it.
    using NameIncident = std::function<std::string(std::int64_t delivery)>;

    // The connection must outlive it.
    Simulation(const Connection& connection, MaintenanceEnds maintenance_ends, RememberedCi remembered_ci,
               Report report);
    void name_incidents_by(NameIncident name_incident) { name_incident_ = std::move(name_incident); }

    // Does everything that is due before the message, then decides about it.  Messages come in the order of their
    // times. `alert` as read under these settings.
    void message(const Alert& alert, const Moment& received, std::int64_t delivery = 0);
    // People have closed the incident of that name in the desk, and the next message finds it so.
    enum class CanReopen { yes, no };
    void people_closed(const std::string& incident, CanReopen can_reopen);
    // Does everything that is due until then.
    void run_until(const Moment& end);

    struct Incident {
        std::string happening, alert_key;  // of its first alert
        Moment opened;
        std::optional<Moment> closed;  // the last time
    };
    const std::map<std::string, Incident>& incidents() const { return incidents_; }  // by number
    std::size_t held_now() const;

private:
    struct Message : Alert {
        std::int64_t delivery = 0;
    };
    struct AlertState {
        AlertRecord record;
        std::int64_t id = 0;                    // counts in the order of the first messages
        std::shared_ptr<const Message> firing;  // while it fires
    };
    struct HappeningRecord {
        HappeningState state;
        std::map<std::int64_t, std::string> members;  // alert keys by AlertState::id
        std::shared_ptr<const Message> last;          // the newest that was worked on
        std::optional<Tick> due;
    };

    AlertRecord alert(const std::string& alert_key) override;
    std::optional<HappeningState> happening(const std::string& key) override;
    int opened_since(const std::string& route, Tick since) override;
    int held() override;
    std::optional<ConfigurationItem> remembered_ci(const std::string& desk, const Alert& alert) override;

    void decide(const std::shared_ptr<const Message>& alert, const Occasion& occasion);
    void carry_out(const std::shared_ptr<const Message>& alert, Planned planned, const Moment& at);
    void carry_out_in(HappeningRecord& record, const std::shared_ptr<const Message>& alert, const Planned& planned);
    void do_due(const std::string& key, const Moment& at);
    // What is due for a happening is done with this message.
    std::shared_ptr<const Message> alert_of_due(const HappeningRecord& record);
    std::string move_to_summary(const std::string& from, const std::shared_ptr<const Message>& alert,
                                const Moment& now);
    void set_due(HappeningRecord& record, std::optional<Tick> due);
    std::string number_of(const Plan& plan, const std::optional<KnownIncident>& known, const Message& alert,
                          const Moment& at);
    std::string name_of_new(std::int64_t delivery) const;

    const Connection& connection_;
    MaintenanceEnds maintenance_ends_;
    RememberedCi remembered_ci_;
    Report report_;
    NameIncident name_incident_;
    std::map<std::string, AlertState> alerts_;
    std::map<std::string, HappeningRecord> happenings_;
    std::set<std::pair<Tick, std::string>> due_;
    std::map<std::string, Incident> incidents_;
    std::map<std::string, std::multiset<Tick>> opened_;  // by route
    int held_ = 0;
    Moment now_{};
};

}  // namespace secure_export
