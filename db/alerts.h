#pragma once
// Alerts, the incidents opened for them, and the mapping between the two.

#include "core/lifecycle.h"
#include "db/database.h"

namespace secure_export::db {

struct AlertRow {
    std::int64_t id = 0;
    std::string connection, alert_key, correlation_key;
    State state = State::unknown;
    int generation = 0;         // incidents opened for it so far, the one being opened included
    std::int64_t incident = 0;  // the current one; 0: none
    std::optional<Time> last_fired, last_resolved;
    // for people, refreshed by every delivery
    std::string alert_id, rule, severity, resource, monitoring_service;
};

enum class IncidentStatus { opening, open, resolving, reopening, closed };

struct IncidentRow {
    std::int64_t id = 0;
    std::string correlation_key, connection, desk, desk_key;
    IncidentStatus status = IncidentStatus::opening;
    std::string desk_id, number, url, title;  // empty until the desk answered
    std::string resource;                     // what was looked for: Azure resource id or name, canonical; may be empty
    std::string ci_id, ci_name, ci_reason;    // empty: no configuration item; ci_reason then says why
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

    // Sets only these, so that a worker on the same incident is not overwritten.
    void set_ci(std::int64_t incident, std::string_view ci_id, std::string_view ci_name, std::string_view reason,
                Time now);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
