#include "db/store/alerts.h"

#include <algorithm>

#include "core/timestamps.h"

namespace secure_export::db {
namespace {

constexpr const char* status_names[] = {"opening", "open", "resolving", "reopening", "closed"};

const char* text_of(IncidentStatus status) { return status_names[static_cast<int>(status)]; }

IncidentStatus status_named(std::string_view name) {
    for (int i = 0; i < 5; ++i) {
        if (name == status_names[i]) return static_cast<IncidentStatus>(i);
    }
    throw StorageError("an incident with the unknown status \"" + std::string(name) + "\"");
}

std::optional<std::string> text_of(const std::optional<Time>& time) {
    if (!time) return std::nullopt;
    return iso(*time);
}

constexpr std::string_view save_alert = R"sql(
    INSERT INTO alert (connection, alert_key, correlation_key, state, generation, incident, last_fired_ms, last_fired_at,
                       last_resolved_ms, last_resolved_at, alert_id, rule, severity, resource, monitoring_service,
                       first_seen_at, changed_at, first_target)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17)
    ON CONFLICT (alert_key, connection) DO UPDATE SET
        correlation_key = excluded.correlation_key, state = excluded.state, generation = excluded.generation,
        incident = excluded.incident, last_fired_ms = excluded.last_fired_ms, last_fired_at = excluded.last_fired_at,
        last_resolved_ms = excluded.last_resolved_ms, last_resolved_at = excluded.last_resolved_at,
        alert_id = excluded.alert_id, rule = excluded.rule, severity = excluded.severity,
        resource = excluded.resource, monitoring_service = excluded.monitoring_service,
        changed_at = excluded.changed_at, first_target = excluded.first_target
    RETURNING id)sql";

constexpr std::string_view insert_incident = R"sql(
    INSERT INTO incident (correlation_key, connection, desk, desk_key, status, desk_id, number, url, title, resource,
                          ci_id, ci_name, ci_reason, changed_at, closed_at, created_ms, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $14)
    RETURNING id)sql";

// Clears the time of closing of an incident that was reopened.
constexpr std::string_view update_incident = R"sql(
    UPDATE incident SET
        correlation_key = $1, connection = $2, desk = $3, desk_key = $4, status = $5, desk_id = $6, number = $7, url = $8,
        title = $9, resource = $10, ci_id = $11, ci_name = $12, ci_reason = $13, changed_at = $14,
        closed_at = CASE WHEN $5 = 'closed' THEN COALESCE(closed_at, $15) ELSE NULL END
    WHERE id = $16)sql";

constexpr std::string_view incident_columns =
    "SELECT id, correlation_key, connection, desk, desk_key, status, desk_id, number, url, title, resource, ci_id, "
    "ci_name, ci_reason, create_sent, settle_ms, settle_until_tick, doubtful, settle_until_at FROM incident ";

IncidentRow read_incident(const Statement& row) {
    IncidentRow incident;
    std::string status, settled_at;
    row.into(incident.id, incident.correlation_key, incident.connection, incident.desk, incident.desk_key, status,
             incident.desk_id, incident.number, incident.url, incident.title, incident.resource, incident.ci_id,
             incident.ci_name, incident.ci_reason, incident.create.sent, incident.create.settles_in,
             incident.create.settled, incident.create.doubtful, settled_at);
    incident.status = status_named(status);
    incident.create.settled_at = read_time(settled_at).value_or(Time{});
    return incident;
}

}  // namespace

AlertRow Alerts::load(std::string_view connection, std::string_view alert_key) {
    AlertRow alert;
    alert.connection = connection;
    alert.alert_key = alert_key;
    Statement row = tx_.prepare(
        "SELECT id, correlation_key, state, generation, incident, last_fired_ms, last_resolved_ms, alert_id, rule, "
        "severity, resource, monitoring_service, first_target FROM alert WHERE alert_key = $1 AND connection = $2");
    if (!row.step_with(alert_key, connection)) return alert;
    std::string state;
    row.into(alert.id, alert.correlation_key, state, alert.generation, alert.incident, alert.last_fired,
             alert.last_resolved, alert.alert_id, alert.rule, alert.severity, alert.resource, alert.monitoring_service,
             alert.first_target);
    const auto known = state_named(state.c_str());
    if (!known) throw StorageError("an alert in the unknown state \"" + state + "\"");
    alert.state = *known;
    return alert;
}

void Alerts::save(AlertRow& row, Time now) {
    Statement save = tx_.prepare(save_alert);
    save.bind_all(row.connection, row.alert_key, row.correlation_key, name_of(row.state), row.generation,
                  row.incident ? std::optional(row.incident) : std::nullopt, row.last_fired, text_of(row.last_fired),
                  row.last_resolved, text_of(row.last_resolved), row.alert_id, row.rule, row.severity, row.resource,
                  row.monitoring_service, iso(now), row.first_target);
    while (save.step()) save.into(row.id);
}

// $16 is the time of creation for a new incident, and the id for an existing one.
void Alerts::save(IncidentRow& row, Time now) {
    Statement save = tx_.prepare(row.id == 0 ? insert_incident : update_incident);
    const auto bind_with = [&](const auto& last) {
        save.bind_all(row.correlation_key, row.connection, row.desk, row.desk_key, text_of(row.status), row.desk_id,
                      row.number, row.url, row.title, row.resource, row.ci_id, row.ci_name, row.ci_reason, iso(now),
                      row.status == IncidentStatus::closed ? std::optional(iso(now)) : std::nullopt, last);
    };
    if (row.id == 0) {
        bind_with(now);
        while (save.step()) save.into(row.id);
        return;
    }
    bind_with(row.id);
    save.run();
    if (tx_.changes() != 1) throw StorageError("no incident " + std::to_string(row.id) + " to change");
}

std::optional<IncidentRow> Alerts::incident(std::int64_t id) {
    static const std::string sql = std::string(incident_columns) + "WHERE id = $1";
    Statement row = tx_.prepare(sql);
    if (!row.step_with(id)) return std::nullopt;
    return read_incident(row);
}

std::vector<IncidentRow> Alerts::open_without_ci(std::string_view desk, std::string_view resource) {
    static const std::string sql = std::string(incident_columns) +
                                   "WHERE desk = $1 AND resource = $2 AND status = 'open' AND ci_id = '' ORDER BY id";
    Statement row = tx_.prepare(sql);
    row.bind_all(desk, resource);
    std::vector<IncidentRow> found;
    while (row.step()) found.push_back(read_incident(row));
    return found;
}

void Alerts::save_intent(std::int64_t incident, const CreateIntent& create) {
    Statement save = tx_.prepare(
        "UPDATE incident SET create_sent = $2, settle_ms = $3, settle_until_tick = $4, settle_until_at = $5, "
        "doubtful = $6 WHERE id = $1");
    save.run_with(incident, create.sent, create.settles_in, create.settled,
                  create.sent ? iso(create.settled_at) : std::string(), create.doubtful);
}

bool Alerts::record_number(std::int64_t incident, std::string_view desk_id, std::string_view number,
                           std::string_view url, Time now) {
    Statement record = tx_.prepare(
        "UPDATE incident SET desk_id = $2, number = $3, url = $4, changed_at = $5 WHERE id = $1 AND desk_id = ''");
    record.run_with(incident, desk_id, number, url, iso(now));
    return tx_.changes() == 1;
}

void Alerts::look_at(std::int64_t incident, std::optional<Tick> due, int looks) {
    Statement look = tx_.prepare("UPDATE incident SET look_due_tick = $2, looks = $3 WHERE id = $1");
    look.run_with(incident, due, looks);
}

std::optional<Alerts::DuplicateLook> Alerts::claim_look(Tick now, Tick next_lookup) {
    Statement claim = tx_.prepare(R"sql(
        UPDATE incident SET look_due_tick = $2
        WHERE id = (SELECT i.id FROM desk_line AS l
                    JOIN incident AS i ON i.id = (SELECT d.id FROM incident AS d
                                                  WHERE d.desk = l.desk AND d.look_due_tick <= $1
                                                  ORDER BY d.look_due_tick, d.id LIMIT 1)
                    WHERE l.paused_until_tick <= $1 AND l.failures = 0 AND l.look_up_until_tick <= $1
                    ORDER BY i.look_due_tick, i.id LIMIT 1)
        RETURNING id, looks)sql");
    claim.bind_all(now, next_lookup);
    std::optional<DuplicateLook> look;
    while (claim.step()) look = DuplicateLook{claim.integer(0), static_cast<int>(claim.integer(1)), {}};
    if (!look) return look;
    Statement alert = tx_.prepare("SELECT alert_key FROM alert WHERE incident = $1");
    if (alert.step_with(look->incident)) alert.into(look->alert_key);
    return look;
}

std::optional<Tick> Alerts::next_look(Tick now) {
    Statement line = tx_.prepare(R"sql(
        SELECT l.paused_until_tick, l.look_up_until_tick,
               (SELECT d.look_due_tick FROM incident AS d WHERE d.desk = l.desk AND d.look_due_tick IS NOT NULL
                ORDER BY d.look_due_tick, d.id LIMIT 1)
        FROM desk_line AS l WHERE l.failures = 0)sql");
    std::optional<Tick> next;
    while (line.step()) {
        Tick paused_until, look_up_until;
        std::optional<Tick> look_due;
        line.into(paused_until, look_up_until, look_due);
        if (!look_due) continue;
        const Tick due = std::max({paused_until, look_up_until, *look_due});
        next = std::min(next.value_or(due), due);
    }
    if (!next) return std::nullopt;
    return std::max(now, *next);
}

bool Alerts::forget(std::string_view connection, std::string_view alert_key) {
    bool known = false;
    {
        Statement times = tx_.prepare(
            "UPDATE alert SET last_fired_ms = NULL, last_fired_at = NULL, last_resolved_ms = NULL, "
            "last_resolved_at = NULL WHERE alert_key = $1 AND connection = $2");
        times.run_with(alert_key, connection);
        known = tx_.changes() > 0;
    }
    Statement state = tx_.prepare(
        "UPDATE alert SET state = 'unknown', first_target = '', rule = '' "
        "WHERE alert_key = $1 AND connection = $2 AND state = 'closed'");
    state.run_with(alert_key, connection);
    return known;
}

void Alerts::set_ci(std::int64_t incident, std::string_view ci_id, std::string_view ci_name, std::string_view reason,
                    Time now) {
    Statement set =
        tx_.prepare("UPDATE incident SET ci_id = $2, ci_name = $3, ci_reason = $4, changed_at = $5 WHERE id = $1");
    set.run_with(incident, ci_id, ci_name, reason, iso(now));
}

}  // namespace secure_export::db
