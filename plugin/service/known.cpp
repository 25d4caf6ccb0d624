#include "service/known.h"

#include "core/correlation.h"
#include "inbound/digest.h"

namespace secure_export::service {

Rows rows_of(db::Transaction& tx, std::string_view connection, std::string_view alert_key) {
    db::Alerts alerts(tx);
    Rows rows;
    rows.alert = alerts.load(connection, alert_key);
    if (rows.alert.incident) rows.incident = alerts.incident(rows.alert.incident).value_or(db::IncidentRow{});
    return rows;
}

Known known_of(const Rows& rows, bool confirmed) {
    Known known;
    known.state = rows.alert.state;
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
