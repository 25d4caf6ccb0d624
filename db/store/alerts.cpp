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

std::optional<std::int64_t> ms(const std::optional<Time>& time) {
    if (!time) return std::nullopt;
    return time->time_since_epoch().count();
}
std::optional<std::string> text_of(const std::optional<Time>& time) {
    if (!time) return std::nullopt;
    return iso(*time);
}
std::optional<Time> time_at(const Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return Time(Milliseconds(row.integer(column)));
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

// An incident that was reopened is not closed any more.
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
    incident.id = row.integer(0);
    incident.correlation_key = row.text(1);
    incident.connection = row.text(2);
    incident.desk = row.text(3);
    incident.desk_key = row.text(4);
    incident.status = status_named(row.text(5));
    incident.desk_id = row.text(6);
    incident.number = row.text(7);
    incident.url = row.text(8);
    incident.title = row.text(9);
    incident.resource = row.text(10);
    incident.ci_id = row.text(11);
    incident.ci_name = row.text(12);
    incident.ci_reason = row.text(13);
    incident.create.sent = row.integer(14) != 0;
    incident.create.settles_in = Milliseconds(row.integer(15));
    incident.create.settled = tick_of(row.integer(16));
    incident.create.settled_at = read_time(row.text(18)).value_or(Time{});
    incident.create.doubtful = static_cast<int>(row.integer(17));
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
    row.bind(1, alert_key).bind(2, connection);
    if (!row.step()) return alert;
    alert.id = row.integer(0);
    alert.correlation_key = row.text(1);
    const std::string state(row.text(2));
    const auto known = state_named(state.c_str());
    if (!known) throw StorageError("an alert in the unknown state \"" + state + "\"");
    alert.state = *known;
    alert.generation = static_cast<int>(row.integer(3));
    alert.incident = row.integer(4);
    alert.last_fired = time_at(row, 5);
    alert.last_resolved = time_at(row, 6);
    alert.alert_id = row.text(7);
    alert.rule = row.text(8);
    alert.severity = row.text(9);
    alert.resource = row.text(10);
    alert.monitoring_service = row.text(11);
    alert.first_target = row.text(12);
    return alert;
}

void Alerts::save(AlertRow& row, Time now) {
    Statement save = tx_.prepare(save_alert);
    save.bind(1, row.connection).bind(2, row.alert_key).bind(3, row.correlation_key).bind(4, name_of(row.state));
    save.bind(5, row.generation);
    save.bind(6, row.incident ? std::optional(row.incident) : std::nullopt);
    save.bind(7, ms(row.last_fired)).bind(8, text_of(row.last_fired));
    save.bind(9, ms(row.last_resolved)).bind(10, text_of(row.last_resolved));
    save.bind(11, row.alert_id).bind(12, row.rule).bind(13, row.severity).bind(14, row.resource);
    save.bind(15, row.monitoring_service).bind(16, iso(now)).bind(17, row.first_target);
    while (save.step()) row.id = save.integer(0);
}

void Alerts::save(IncidentRow& row, Time now) {
    Statement save = tx_.prepare(row.id == 0 ? insert_incident : update_incident);
    save.bind(1, row.correlation_key).bind(2, row.connection).bind(3, row.desk).bind(4, row.desk_key);
    save.bind(5, text_of(row.status)).bind(6, row.desk_id).bind(7, row.number).bind(8, row.url).bind(9, row.title);
    save.bind(10, row.resource).bind(11, row.ci_id).bind(12, row.ci_name).bind(13, row.ci_reason);
    save.bind(14, iso(now));
    save.bind(15, row.status == IncidentStatus::closed ? std::optional(iso(now)) : std::nullopt);
    if (row.id == 0) {
        save.bind(16, *ms(now));
        while (save.step()) row.id = save.integer(0);
    } else {
        save.bind(16, row.id).run();
        if (tx_.changes() != 1) throw StorageError("no incident " + std::to_string(row.id) + " to change");
    }
}

std::optional<IncidentRow> Alerts::incident(std::int64_t id) {
    static const std::string sql = std::string(incident_columns) + "WHERE id = $1";
    Statement row = tx_.prepare(sql);
    if (!row.bind(1, id).step()) return std::nullopt;
    return read_incident(row);
}

std::vector<IncidentRow> Alerts::open_without_ci(std::string_view desk, std::string_view resource) {
    static const std::string sql = std::string(incident_columns) +
                                   "WHERE desk = $1 AND resource = $2 AND status = 'open' AND ci_id = '' ORDER BY id";
    Statement row = tx_.prepare(sql);
    row.bind(1, desk).bind(2, resource);
    std::vector<IncidentRow> found;
    while (row.step()) found.push_back(read_incident(row));
    return found;
}

void Alerts::save_intent(std::int64_t incident, const CreateIntent& create) {
    Statement save = tx_.prepare(
        "UPDATE incident SET create_sent = $2, settle_ms = $3, settle_until_tick = $4, settle_until_at = $5, "
        "doubtful = $6 WHERE id = $1");
    save.bind(1, incident).bind(2, create.sent ? 1 : 0).bind(3, create.settles_in.count());
    save.bind(4, ms(create.settled));
    save.bind(5, create.sent ? iso(create.settled_at) : std::string()).bind(6, create.doubtful).run();
}

bool Alerts::record_number(std::int64_t incident, std::string_view desk_id, std::string_view number,
                           std::string_view url, Time now) {
    Statement record = tx_.prepare(
        "UPDATE incident SET desk_id = $2, number = $3, url = $4, changed_at = $5 WHERE id = $1 AND desk_id = ''");
    record.bind(1, incident).bind(2, desk_id).bind(3, number).bind(4, url).bind(5, iso(now)).run();
    return tx_.changes() == 1;
}

void Alerts::look_at(std::int64_t incident, std::optional<Tick> due, int looks) {
    Statement look = tx_.prepare("UPDATE incident SET look_due_tick = $2, looks = $3 WHERE id = $1");
    look.bind(1, incident).bind(2, due ? std::optional(ms(*due)) : std::nullopt).bind(3, looks).run();
}

std::optional<Alerts::DuplicateLook> Alerts::claim_look(Tick now, Tick look_again) {
    Statement claim = tx_.prepare(R"sql(
        UPDATE incident SET look_due_tick = $2
        WHERE id = (SELECT i.id FROM desk_line AS l
                    JOIN incident AS i ON i.id = (SELECT d.id FROM incident AS d
                                                  WHERE d.desk = l.desk AND d.look_due_tick <= $1
                                                  ORDER BY d.look_due_tick, d.id LIMIT 1)
                    WHERE l.paused_until_tick <= $1 AND l.failures = 0 AND l.look_up_until_tick <= $1
                    ORDER BY i.look_due_tick, i.id LIMIT 1)
        RETURNING id, looks)sql");
    claim.bind(1, ms(now)).bind(2, ms(look_again));
    std::optional<DuplicateLook> look;
    while (claim.step()) look = DuplicateLook{claim.integer(0), static_cast<int>(claim.integer(1)), {}};
    if (!look) return look;
    Statement alert = tx_.prepare("SELECT alert_key FROM alert WHERE incident = $1");
    if (alert.bind(1, look->incident).step()) look->alert_key = alert.text(0);
    return look;
}

std::optional<Tick> Alerts::next_look(Tick now) {
    Statement line = tx_.prepare(R"sql(
        SELECT l.paused_until_tick, l.look_up_until_tick,
               (SELECT d.look_due_tick FROM incident AS d WHERE d.desk = l.desk AND d.look_due_tick IS NOT NULL
                ORDER BY d.look_due_tick, d.id LIMIT 1)
        FROM desk_line AS l WHERE l.failures = 0)sql");
    std::optional<std::int64_t> next;
    while (line.step()) {
        if (line.is_null(2)) continue;
        const std::int64_t due = std::max({line.integer(0), line.integer(1), line.integer(2)});
        next = std::min(next.value_or(due), due);
    }
    if (!next) return std::nullopt;
    return std::max(now, tick_of(*next));
}

bool Alerts::forget(std::string_view connection, std::string_view alert_key) {
    bool known = false;
    {
        Statement times = tx_.prepare(
            "UPDATE alert SET last_fired_ms = NULL, last_fired_at = NULL, last_resolved_ms = NULL, "
            "last_resolved_at = NULL WHERE alert_key = $1 AND connection = $2");
        times.bind(1, alert_key).bind(2, connection).run();
        known = tx_.changes() > 0;
    }
    Statement state = tx_.prepare(
        "UPDATE alert SET state = 'unknown', first_target = '', rule = '' "
        "WHERE alert_key = $1 AND connection = $2 AND state = 'closed'");
    state.bind(1, alert_key).bind(2, connection).run();
    return known;
}

void Alerts::set_ci(std::int64_t incident, std::string_view ci_id, std::string_view ci_name, std::string_view reason,
                    Time now) {
    Statement set =
        tx_.prepare("UPDATE incident SET ci_id = $2, ci_name = $3, ci_reason = $4, changed_at = $5 WHERE id = $1");
    set.bind(1, incident).bind(2, ci_id).bind(3, ci_name).bind(4, reason).bind(5, iso(now)).run();
}

}  // namespace secure_export::db
