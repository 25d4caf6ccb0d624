#include "db/store/audit_trail.h"

#include <algorithm>
#include <charconv>

#include "core/text.h"
#include "core/timestamps.h"
#include "db/store/timeline.h"

namespace secure_export::db {
namespace {

// All names of an alert, each branch with an index of its own.  $1: lower case; $2: a delivery id or NULL.
constexpr std::string_view named_alerts = R"sql(
    SELECT connection, alert_key FROM delivery WHERE alert_key = $1 AND duplicate_of IS NULL
    UNION SELECT connection, alert_key FROM story WHERE alert_key = $1
    UNION SELECT connection, alert_key FROM alert WHERE lower(alert_id) = $1
    UNION SELECT connection, alert_key FROM delivery WHERE id = $2
    UNION SELECT a.connection, a.alert_key FROM incident AS i JOIN alert AS a ON a.correlation_key = i.correlation_key
          WHERE lower(i.number) = $1
    UNION SELECT a.connection, a.alert_key FROM incident AS i JOIN alert AS a ON a.correlation_key = i.correlation_key
          WHERE i.desk_key = $1
    ORDER BY 1, 2)sql";

// Events of the deliveries (taken from their rows) before the recorded ones.  Repeats are found through their first
// delivery, for which there is an index.  $1: alert key; $2: connection.
constexpr std::string_view all_of_an_alert = R"sql(
    WITH first AS (SELECT id FROM delivery WHERE alert_key = $1 AND connection = $2 AND duplicate_of IS NULL),
         came AS (SELECT id FROM first UNION ALL
                  SELECT r.id FROM first AS f JOIN delivery AS r ON r.duplicate_of = f.id)
    SELECT d.received_ms AS at_ms, d.id AS delivery, NULL AS incident,
           CASE WHEN d.duplicate_of IS NULL THEN 'received' ELSE 'repeat' END AS what,
           CASE d.condition WHEN '' THEN 'a body' ELSE d.condition END || ' (' || d.form || ') from ' || d.peer ||
           ', sent by application ' || d.caller || '; ' ||
           COALESCE((SELECT t.text FROM token_check AS t WHERE t.id = d.token_check), d.checks) AS detail, 0 AS done, d.id AS place
    FROM came JOIN delivery AS d ON d.id = came.id
    UNION ALL
    SELECT at_ms, delivery, incident, what, detail, 1, id FROM story WHERE alert_key = $1 AND connection = $2
    ORDER BY 1, 6, 7)sql";

// An alert's rule, severity and resource: from its newest delivery, or from its row if that has no delivery.
constexpr std::string_view about_an_alert = R"sql(
    SELECT COALESCE(NULLIF(x.rule, ''), a.rule), COALESCE(NULLIF(x.severity, ''), a.severity),
           COALESCE(NULLIF(a.resource, ''), x.resource)
    FROM (SELECT max(id) AS id FROM delivery WHERE alert_key = $1 AND connection = $2 AND duplicate_of IS NULL) AS newest
    LEFT JOIN inbox AS x ON x.delivery = newest.id
    LEFT JOIN alert AS a ON a.alert_key = $1 AND a.connection = $2)sql";

// In order of processing: each waits for the one before it.
constexpr std::string_view unfinished_of_an_alert = R"sql(
    SELECT x.delivery, x.state, x.leased, x.due_tick, x.since_at, x.why, x.desk, COALESCE(l.paused_until_tick, 0),
           l.last_error,
           (SELECT count(*) FROM (SELECT 1 FROM inbox AS y WHERE y.desk = x.desk AND y.state = 'waiting'
                                  AND y.due_tick < x.due_tick LIMIT 1000)), x.aside
    FROM inbox AS x LEFT JOIN desk_line AS l ON l.desk = x.desk
    WHERE x.connection = $1 AND x.alert_key = $2 AND x.state IN ('waiting', 'parked')
    ORDER BY x.delivery)sql";

// "17" or "d17".
std::optional<std::int64_t> delivery_id(std::string_view text) {
    if (!text.empty() && (text.front() == 'd' || text.front() == 'D')) text.remove_prefix(1);
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return id;
}

}  // namespace

void AuditTrail::add(const NewAuditEvent& event) {
    tx_.prepare(
           "INSERT INTO story (at_ms, at, connection, alert_key, delivery, incident, what, detail) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .run_with(event.at, iso(event.at), event.connection, event.alert_key,
                  event.delivery ? std::optional(event.delivery) : std::nullopt,
                  event.incident ? std::optional(event.incident) : std::nullopt, name_of(event.type), event.detail);
}

std::vector<std::pair<std::string, std::string>> AuditTrail::alerts_named(std::string_view what) {
    std::vector<std::pair<std::string, std::string>> alerts;
    Statement named = tx_.prepare(named_alerts);
    named.bind_all(lower(trimmed(what)), delivery_id(trimmed(what)));
    while (named.step()) {
        auto& [connection, alert_key] = alerts.emplace_back();
        named.into(connection, alert_key);
    }
    return alerts;
}

std::vector<AlertAuditTrail> AuditTrail::of(std::string_view what) {
    std::vector<AlertAuditTrail> found;
    for (auto& [connection, alert_key] : alerts_named(what)) {
        AlertAuditTrail alert;
        alert.connection = std::move(connection);
        alert.alert_key = std::move(alert_key);
        found.push_back(std::move(alert));
    }
    for (AlertAuditTrail& alert : found) {
        {
            Statement about = tx_.prepare(about_an_alert);
            if (about.step_with(alert.alert_key, alert.connection))
                about.into(alert.rule, alert.severity, alert.resource);
        }
        Statement row = tx_.prepare(all_of_an_alert);
        row.bind_all(alert.alert_key, alert.connection);
        while (row.step()) {
            AuditEvent& one = alert.events.emplace_back();
            one.connection = alert.connection;
            one.alert_key = alert.alert_key;
            row.into(one.at, one.delivery, one.incident, one.type, one.detail);
        }
    }
    std::erase_if(found, [](const AlertAuditTrail& alert) { return alert.events.empty(); });
    std::ranges::stable_sort(found, {}, [](const AlertAuditTrail& alert) { return alert.events.front().at; });
    return found;
}

std::vector<Unfinished> AuditTrail::unfinished(std::string_view connection, std::string_view alert_key,
                                               const Moment& now) {
    std::vector<Unfinished> all;
    std::int64_t before = 0;
    bool before_parked = false;
    Statement row = tx_.prepare(unfinished_of_an_alert);
    row.bind_all(connection, alert_key);
    while (row.step()) {
        Unfinished item;
        std::string state;
        Tick due, paused_until;
        bool aside = false;
        row.into(item.delivery, state, item.leased, due, item.since, item.why, item.desk, paused_until, item.desk_error,
                 item.in_front, aside);
        item.parked = state == "parked";
        item.due = now.wall_at(due);
        item.paused_until = now.wall_at(paused_until);
        item.behind = before;
        item.behind_parked = before_parked;
        if (!aside) {  // an item parked aside does not block later ones
            before = item.delivery;
            before_parked = item.parked;
        }
        all.push_back(std::move(item));
    }
    return all;
}

}  // namespace secure_export::db
