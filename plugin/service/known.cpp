#include "service/known.h"

#include "core/correlation.h"
#include "core/policy_plan.h"
#include "inbound/digest.h"

namespace secure_export::service {

Rows rows_of(db::Transaction& tx, std::string_view connection, std::string_view alert_key) {
    db::Alerts alerts(tx);
    Rows rows;
    rows.alert = alerts.load(connection, alert_key);
    if (rows.alert.incident) rows.incident = alerts.incident(rows.alert.incident).value_or(db::IncidentRow{});
    return rows;
}

void join(db::Transaction& tx, Rows& rows, db::HappeningRow happening) {
    rows.member = {rows.alert.state, rows.alert.generation, rows.alert.incident};
    rows.alert.state = happening.state.state;
    rows.alert.generation = happening.state.generation;
    rows.alert.incident = happening.incident;
    rows.alert.correlation_key = happening.state.key;
    rows.incident = {};
    if (happening.incident) rows.incident = db::Alerts(tx).incident(happening.incident).value_or(db::IncidentRow{});
    rows.happening = std::move(happening);
}

Rows rows_as_worked_on(db::Transaction& tx, std::string_view connection, std::string_view alert_key) {
    Rows rows = rows_of(tx, connection, alert_key);
    if (!rows.alert.id) return rows;
    auto happening = db::Happenings(tx).load(rows.alert.correlation_key);
    if (!happening) return rows;
    const State state = happening->state.state;
    const bool is_begun = state == State::opening || state == State::resolving || state == State::reopening;
    if (is_begun || rows.alert.state == State::open) join(tx, rows, std::move(*happening));
    return rows;
}

HappeningState state_of(db::Transaction& tx, const db::HappeningRow& row) {
    HappeningState state = row.state;
    if (!row.incident) return state;
    if (const auto incident = db::Alerts(tx).incident(row.incident))
        state.incident = KnownIncident{incident->desk, incident->number};
    return state;
}

void save_alert(db::Transaction& tx, Rows& rows, const Route* route, const Moment& now) {
    db::Alerts alerts(tx);
    if (!rows.happening) return alerts.save(rows.alert, now.wall);
    db::HappeningRow& happening = *rows.happening;
    happening.state.state = rows.alert.state;
    happening.state.generation = rows.alert.generation;
    happening.incident = rows.alert.incident;
    db::Happenings(tx).save(happening, next_due(happening.state, route), now);
    db::AlertRow own = rows.alert;
    own.state = rows.member.state;
    own.generation = rows.member.generation;
    // What is held, or over before it was opened, is not of the happening's earlier incident.
    const bool is_of_incident = rows.alert.state != State::unknown && rows.alert.state != State::closed;
    if (is_of_incident) rows.member.incident = rows.alert.incident;
    own.incident = rows.member.incident;
    alerts.save(own, now.wall);
    rows.alert.id = own.id;
}

Known known_of(const Rows& rows, bool confirmed) {
    Known known;
    known.state = rows.happening ? rows.member.state : rows.alert.state;
    known.last_fired = rows.alert.last_fired;
    known.last_resolved = rows.alert.last_resolved;
    known.generation = rows.alert.generation;
    if (rows.alert.incident) known.incident = KnownIncident{rows.incident.desk, rows.incident.number};
    known.rule = rows.alert.rule;
    known.severity = rows.alert.severity;
    known.first_target = rows.alert.first_target;
    known.confirmed = confirmed;
    return known;
}

std::string desk_key_of(std::string_view subject_key, int generation) {
    return desk_key(inbound::sha256_hex(subject_key), generation);
}

void begin_generation(Rows& rows, int generation) {
    rows.alert.generation = generation;
    rows.incident.desk_key = desk_key_of(rows.alert.correlation_key, generation);
}

}  // namespace secure_export::service
