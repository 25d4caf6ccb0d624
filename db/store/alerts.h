#pragma once
// Alerts, the incidents opened for them, and the mapping between the two.

#include "core/lifecycle.h"
#include "db/engine/database.h"
#include "db/store/timeline.h"

namespace secure_export::db {

struct AlertRow {
    std::int64_t id = 0;
    std::string connection, alert_key, correlation_key;
    State state = State::unknown;
    int generation = 0;                             // incidents opened for it so far, including one being opened
    std::int64_t incident = 0;                      // the current one; 0: none
    std::optional<Time> last_fired, last_resolved;  // as given by the sender; nullopt if it gave none
    // Of the Fired: shown to people, and compared with a Resolved.
    std::string alert_id, rule, severity, resource, monitoring_service, first_target;
};

enum class IncidentStatus { opening, open, resolving, reopening, closed };

// What is known about the creates sent for an incident.  Written by save_intent() only, not by save().
struct CreateIntent {
    bool sent = false;           // its outcome is not known
    Milliseconds settles_in{0};  // how long after it was sent it may still take effect
    Tick settled{};              // when it can no longer take effect
    Time settled_at{};           // `settled` as wall time, for people
    int doubtful = 0;            // creates whose outcome stayed unknown, and duplicates found
};

struct IncidentRow {
    std::int64_t id = 0;
    std::string correlation_key, connection, desk, desk_key;
    IncidentStatus status = IncidentStatus::opening;
    std::string desk_id, number, url, title;  // empty until the desk answered
    std::string resource;                     // that was looked up: Azure resource id or name, canonical; may be empty
    std::string ci_id, ci_name, ci_reason;    // empty: no configuration item; ci_reason then says why
    CreateIntent create;
};

class Alerts {
public:
    explicit Alerts(Transaction& tx) : tx_(tx) {}
    // The row, or a new unsaved one in State::unknown.
    AlertRow load(std::string_view connection, std::string_view alert_key);
    void save(AlertRow& row, Time now);  // inserts or updates; sets id

    // A second incident that is not closed for one correlation key is a ConstraintError (partial unique index).
    void save(IncidentRow& row, Time now);
    std::optional<IncidentRow> incident(std::int64_t id);
    // Open incidents of this resource without a CI.
    std::vector<IncidentRow> open_without_ci(std::string_view desk, std::string_view resource);

    void save_intent(std::int64_t incident, const CreateIntent& create);
    // Stores the desk's id, number and URL of an incident that has none yet; false if it has one.
    bool record_number(std::int64_t incident, std::string_view desk_id, std::string_view number, std::string_view url,
                       Time now);

    // Schedules the next search for duplicates of this incident; nullopt: none.  `looks`: the searches made so far.
    void look_at(std::int64_t incident, std::optional<Tick> due, int looks);
    struct DuplicateLook {
        std::int64_t incident;
        int looks;
        std::string alert_key;
    };
    // Claims an incident whose search for duplicates is due, by moving its due time to `next_lookup`.  Skips desks like
    // Bindings::claim_unbound().
    std::optional<DuplicateLook> claim_look(Tick now, Tick next_lookup);
    std::optional<Tick> next_look(Tick now);

    // Clears the alert's times, and deletes its row if no incident of it is open.  False when there is no such alert.
    bool forget(std::string_view connection, std::string_view alert_key);

    // Sets only these columns, so that changes by a worker on the same incident are kept.
    void set_ci(std::int64_t incident, std::string_view ci_id, std::string_view ci_name, std::string_view reason,
                Time now);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
