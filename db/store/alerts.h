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
    int generation = 0;                             // incidents opened for it so far, the one being opened included
    std::int64_t incident = 0;                      // the current one; 0: none
    std::optional<Time> last_fired, last_resolved;  // as the sender told; nothing where it did not
    // of the Fired, for people; and what a Resolved is held against
    std::string alert_id, rule, severity, resource, monitoring_service, first_target;
};

enum class IncidentStatus { opening, open, resolving, reopening, closed };

// What is known of the create that was sent for an incident.  Kept by save_intent() alone: save() of an incident
// writes none of it.
struct CreateIntent {
    bool sent = false;           // its outcome is not known
    Milliseconds settles_in{0};  // how long after sending it may still take effect
    Tick settled{};              // when that is over
    Time settled_at{};           // the same, for people
    int doubtful = 0;            // creates whose outcome stayed unknown, and duplicates found
};

struct IncidentRow {
    std::int64_t id = 0;
    std::string correlation_key, connection, desk, desk_key;
    IncidentStatus status = IncidentStatus::opening;
    std::string desk_id, number, url, title;  // empty until the desk answered
    std::string resource;                     // what was looked for: Azure resource id or name, canonical; may be empty
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
    // Incidents that are open and wait for a CI of this resource.
    std::vector<IncidentRow> open_without_ci(std::string_view desk, std::string_view resource);

    void save_intent(std::int64_t incident, const CreateIntent& create);
    // The number under which the desk has it, where the mapping knows none; false where it knows one already.
    bool record_number(std::int64_t incident, std::string_view desk_id, std::string_view number, std::string_view url,
                       Time now);

    // The desk is asked for duplicates of this incident at `due`; nothing: no more.  `looks`: how often it was.
    void look_at(std::int64_t incident, std::optional<Tick> due, int looks);
    struct DuplicateLook {
        std::int64_t incident;
        int looks;
        std::string alert_key;
    };
    // An incident that is due to be looked at for duplicates, moved on to `next_lookup` by the claim; under the same
    // rules for its desk as Bindings::claim_unbound.
    std::optional<DuplicateLook> claim_look(Tick now, Tick next_lookup);
    std::optional<Tick> next_look(Tick now);

    // Forgets when it fired and resolved, and, where no incident of it is open, that it was ever seen.  False when
    // nothing is known of it.
    bool forget(std::string_view connection, std::string_view alert_key);

    // Sets only these, so that a worker on the same incident is not overwritten.
    void set_ci(std::int64_t incident, std::string_view ci_id, std::string_view ci_name, std::string_view reason,
                Time now);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
