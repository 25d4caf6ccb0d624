#include "db/store/history.h"

#include <algorithm>

#include "core/timestamps.h"
#include "db/store/body_form.h"
#include "db/store/timeline.h"

namespace secure_export::db {
namespace {

void read_event(const Statement& row, StoredEvent& event) {
    std::int64_t at = 0;
    row.into(event.id, event.delivery, event.incident, at, event.connection, event.alert_key, event.what, event.detail);
    event.at = Time(Milliseconds(at));
}

}  // namespace

std::vector<std::int64_t> History::deliveries_since(Time since, const std::string& connection, int limit) const {
    Statement row = tx_.prepare(
        "SELECT id FROM delivery WHERE received_at >= $1 AND duplicate_of IS NULL AND ($2 = '' OR connection = $2) "
        "ORDER BY received_at, id LIMIT $3");
    row.bind_all(iso(since), connection, limit);
    std::vector<std::int64_t> ids;
    while (row.step()) row.into(ids.emplace_back());
    std::sort(ids.begin(), ids.end());  // the order in which they were committed, and worked on
    return ids;
}

std::int64_t History::repeats_since(Time since, const std::string& connection) const {
    Statement row = tx_.prepare(
        "SELECT count(*) FROM delivery WHERE received_at >= $1 AND duplicate_of IS NOT NULL "
        "AND ($2 = '' OR connection = $2)");
    std::int64_t count = 0;
    if (row.step_with(iso(since), connection)) row.into(count);
    return count;
}

std::size_t History::read(std::span<const std::int64_t> ids, std::size_t max_bytes,
                          std::vector<StoredDelivery>& into) const {
    Statement row = tx_.prepare(
        "SELECT d.connection, d.alert_key, d.received_ms, i.rule, i.resource, d.body, d.body_form, "
        "COALESCE(i.state, 'done'), COALESCE(i.task, 0) FROM delivery AS d LEFT JOIN inbox AS i ON i.delivery = d.id "
        "WHERE d.id = $1 AND d.body IS NOT NULL");
    std::size_t bytes = 0, done = 0;
    for (const std::int64_t id : ids) {
        if (bytes > max_bytes) break;
        ++done;
        if (!row.step_with(id)) continue;
        StoredDelivery& one = into.emplace_back();
        std::int64_t received = 0;
        int body_form = plain_body;
        row.into(one.connection, one.alert_key, received, one.rule, one.resource, one.body, body_form, one.state,
                 one.task);
        one.body = unpacked_body(body_form, std::move(one.body));
        one.id = id;
        one.received_at = Time(Milliseconds(received));
        bytes += one.body.size();
    }
    return done;
}

std::vector<StoredEvent> History::events(Time since, const StoredEvent& after, int limit) const {
    Statement row = tx_.prepare(
        "SELECT id, COALESCE(delivery, 0), COALESCE(incident, 0), at_ms, connection, alert_key, what, detail "
        "FROM story WHERE at >= $1 AND (at > $1 OR id > $2) ORDER BY at, id LIMIT $3");
    row.bind_all(iso(std::max(since, after.at)), after.id, limit);
    std::vector<StoredEvent> all;
    while (row.step()) read_event(row, all.emplace_back());
    return all;
}

std::vector<StoredEvent> History::events_before(const std::string& connection, const std::string& alert_key,
                                                Time before, int limit) const {
    Statement row = tx_.prepare(
        "SELECT id, COALESCE(delivery, 0), COALESCE(incident, 0), at_ms, connection, alert_key, what, detail "
        "FROM story WHERE alert_key = $1 AND connection = $2 AND at_ms < $3 ORDER BY at_ms DESC, id DESC LIMIT $4");
    row.bind_all(alert_key, connection, before, limit);
    std::vector<StoredEvent> all;
    while (row.step()) read_event(row, all.emplace_back());
    std::reverse(all.begin(), all.end());
    return all;
}

std::vector<IncidentThen> History::open_at(Time at, const std::string& connection, std::int64_t after,
                                           int limit) const {
    Statement row = tx_.prepare(
        "SELECT id, connection, correlation_key, created_ms FROM incident WHERE id > $1 AND created_ms < $2 "
        "AND (status <> 'closed' OR closed_at >= $3) AND ($4 = '' OR connection = $4) ORDER BY id LIMIT $5");
    row.bind_all(after, at, iso(at), connection, limit);
    std::vector<IncidentThen> all;
    while (row.step()) {
        IncidentThen& one = all.emplace_back();
        std::int64_t opened = 0;
        row.into(one.id, one.connection, one.correlation_key, opened);
        one.opened = Time(Milliseconds(opened));
    }
    return all;
}

std::vector<std::string> History::alerts_of(const IncidentThen& incident, int limit) const {
    Statement row = tx_.prepare(
        "SELECT alert_key FROM alert WHERE incident = $1 AND connection = $2 "
        "UNION SELECT alert_key FROM alert WHERE correlation_key = $3 AND connection = $2 LIMIT $4");
    row.bind_all(incident.id, incident.connection, incident.correlation_key, limit);
    std::vector<std::string> keys;
    while (row.step()) row.into(keys.emplace_back());
    return keys;
}

std::vector<std::int64_t> History::deliveries_of(const IncidentThen& incident, Time since, Time before,
                                                 int limit) const {
    std::vector<std::int64_t> ids;
    for (const std::string& alert_key : alerts_of(incident, limit)) {
        Statement row = tx_.prepare(
            "SELECT id FROM delivery WHERE alert_key = $1 AND connection = $2 AND duplicate_of IS NULL "
            "AND received_ms >= $3 AND received_ms < $4 ORDER BY id DESC LIMIT $5");
        row.bind_all(alert_key, incident.connection, since, before, limit);
        while (row.step()) row.into(ids.emplace_back());
    }
    std::sort(ids.begin(), ids.end());
    if (ids.size() > static_cast<std::size_t>(limit)) ids.erase(ids.begin(), ids.end() - limit);
    return ids;
}

std::vector<OpenNow> History::open_now(const std::string& connection, const std::string& after, int limit) const {
    Statement row = tx_.prepare(
        "SELECT connection, correlation_key, desk, number, url, title FROM incident "
        "WHERE correlation_key > $1 AND status <> 'closed' AND ($2 = '' OR connection = $2) "
        "ORDER BY correlation_key LIMIT $3");
    row.bind_all(after, connection, limit);
    std::vector<OpenNow> all;
    while (row.step()) {
        OpenNow& one = all.emplace_back();
        row.into(one.connection, one.correlation_key, one.desk, one.number, one.url, one.title);
    }
    return all;
}

std::string History::incident_name(std::int64_t id) const {
    Statement row = tx_.prepare("SELECT number FROM incident WHERE id = $1");
    std::string number;
    if (!row.step_with(id)) return {};
    row.into(number);
    return number.empty() ? "incident " + std::to_string(id) : number;
}

}  // namespace secure_export::db
