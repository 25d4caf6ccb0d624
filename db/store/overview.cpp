#include "db/store/overview.h"

#include "core/audit_event_types.h"
#include "core/timestamps.h"
#include "db/store/limits.h"

namespace secure_export::db {
namespace {

using Hours = std::chrono::hours;

std::int64_t one_number(Statement row) { return row.step() ? row.integer(0) : 0; }

// The names of events that count as work, as an SQL list.
std::string names_of_work() {
    std::string names;
    for (const AuditEventTypeEntry& entry : audit_event_types)
        if (entry.is_work) names += (names.empty() ? "'" : ", '") + std::string(entry.name) + "'";
    return names;
}

// Adds a statement's counts per hour; its first column is the hour as ISO text.
template <class Add>
void by_hour(Statement& row, Time from, std::size_t hours, const Add& add) {
    while (row.step()) {
        const auto at = read_time(row.text(0));
        if (!at) continue;
        const std::int64_t place = std::chrono::floor<Hours>(*at - from).count();
        if (place >= 0 && place < static_cast<std::int64_t>(hours)) add(static_cast<std::size_t>(place), row);
    }
}

}  // namespace

std::vector<HourCount> Overview::hours(Time now, int hours) {
    const auto count = static_cast<std::size_t>(hours);
    const Time from = std::chrono::floor<Hours>(now) - Hours(hours - 1);
    std::vector<HourCount> result(count);
    {
        // Reads only the index delivery_time.
        Statement row = tx_.prepare(
            "SELECT substr(received_at, 1, 13) || ':00:00Z', count(*), count(duplicate_of) FROM delivery "
            "WHERE received_at >= $1 GROUP BY 1");
        row.bind_all(iso(from));
        by_hour(row, from, count, [&](std::size_t place, const Statement& of) {
            result[place].accepted = of.integer(1);
            result[place].repeats = of.integer(2);
        });
    }
    {
        Statement row = tx_.prepare("SELECT hour, sum(count) FROM refusal WHERE hour >= $1 GROUP BY hour");
        row.bind_all(iso(from));
        by_hour(row, from, count,
                [&](std::size_t place, const Statement& of) { result[place].refused = of.integer(1); });
    }
    Statement row = tx_.prepare(
        "SELECT substr(at, 1, 13) || ':00:00Z', count(*) FROM story "
        "WHERE at >= $1 AND what IN (" +
        names_of_work() +
        ") "
        "GROUP BY 1");
    row.bind_all(iso(from));
    by_hour(row, from, count, [&](std::size_t place, const Statement& of) { result[place].worked = of.integer(1); });
    return result;
}

Totals Overview::totals() {
    Totals totals;
    totals.bytes = one_number(tx_.prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"));
    totals.deliveries = one_number(tx_.prepare("SELECT count(*) FROM delivery"));
    totals.incidents = one_number(tx_.prepare("SELECT count(*) FROM incident"));
    totals.waiting = one_number(tx_.prepare("SELECT count(*) FROM inbox WHERE state = 'waiting'"));
    totals.parked = one_number(tx_.prepare("SELECT count(*) FROM inbox WHERE state = 'parked'"));
    return totals;
}

Page Overview::oldest_waiting() {
    Statement row = tx_.prepare(
        "SELECT x.delivery, d.received_at, COALESCE(NULLIF(x.rule, ''), a.rule) AS rule, x.why FROM "
        "inbox AS x "
        "JOIN delivery AS d ON d.id = x.delivery "
        "LEFT JOIN alert AS a ON a.alert_key = x.alert_key AND a.connection = x.connection "
        "WHERE x.delivery = (SELECT min(delivery) FROM inbox WHERE state = 'waiting')");
    return page_of(row, 1);
}

Page Overview::desks() {
    Statement row = tx_.prepare(
        "SELECT desk, waiting, in_progress, parked, paused_until, "
        "failures, last_error FROM desk_states WHERE desk <> '(not known yet)' ORDER BY desk");
    return page_of(row, 1000);
}

Page Overview::outside_subscriptions(Time from) {
    Statement row = tx_.prepare(
        "SELECT connection, failed_check, sum(count) AS count, max(last_at) AS last_at FROM refusal "
        "WHERE hour >= $1 AND failed_check IN ('subscription', 'no_subscription') "
        "GROUP BY connection, failed_check ORDER BY connection, failed_check");
    row.bind(1, iso(from));
    return page_of(row, 1000);
}

Page Overview::refused(std::string_view connection, Time from) {
    Statement row = tx_.prepare(
        "SELECT last_at, count, status, failed_check, tenant, caller, peer, "
        "last_detail AS detail FROM refusal WHERE hour >= $2 AND connection IN ($1, '') "
        "ORDER BY last_at DESC LIMIT $3");
    row.bind_all(connection, iso(from), max_refusals_shown + 1);
    return page_of(row, max_refusals_shown);
}

Page Overview::last_accepted(std::string_view connection) {
    Statement row = tx_.prepare(
        "SELECT d.received_at AS at, d.caller, d.peer, COALESCE(t.text, d.checks) AS checks "
        "FROM delivery AS d LEFT JOIN token_check AS t ON t.id = d.token_check "
        "WHERE d.id = (SELECT max(delivery) FROM inbox WHERE connection = $1)");
    row.bind_all(connection);
    return page_of(row, 1);
}

}  // namespace secure_export::db
