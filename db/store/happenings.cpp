#include "db/store/happenings.h"

#include <charconv>

#include "core/timestamps.h"
#include "db/store/inbox.h"

namespace secure_export::db {
namespace {

constexpr Milliseconds when_busy = std::chrono::seconds(1);

constexpr std::string_view save_row = R"sql(
    INSERT INTO happening (key, connection, route, what, summary, state, generation, incident, members, severity,
                           desk_severity, hold_tick, in_maintenance, resolve_tick, note_tick, opened_tick, ended_tick, last_news_tick,
                           noted_tick, noted_at, unnoted, changes, flapping, due_tick, due_at, last_delivery, changed_at,
                           first_seen_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            $24, $25, $26, $27, $27)
    ON CONFLICT (key) DO UPDATE SET
        route = excluded.route, what = excluded.what, state = excluded.state, generation = excluded.generation,
        incident = excluded.incident, members = excluded.members, severity = excluded.severity,
        desk_severity = excluded.desk_severity,
        hold_tick = excluded.hold_tick, in_maintenance = excluded.in_maintenance, resolve_tick = excluded.resolve_tick,
        note_tick = excluded.note_tick, opened_tick = excluded.opened_tick, ended_tick = excluded.ended_tick,
        last_news_tick = excluded.last_news_tick, noted_tick = excluded.noted_tick, noted_at = excluded.noted_at,
        unnoted = excluded.unnoted, changes = excluded.changes, flapping = excluded.flapping,
        due_tick = excluded.due_tick, due_at = excluded.due_at, last_delivery = excluded.last_delivery,
        changed_at = excluded.changed_at
    RETURNING id)sql";

std::optional<std::int64_t> number_of(std::optional<Severity> severity) {
    return severity ? std::optional(static_cast<std::int64_t>(*severity)) : std::nullopt;
}

std::string text_of(const std::vector<Tick>& ticks) {
    std::string text;
    for (const Tick tick : ticks) text += (text.empty() ? "" : " ") + std::to_string(ms(tick));
    return text;
}

std::vector<Tick> ticks_in(const std::string& text) {
    std::vector<Tick> ticks;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        std::int64_t value = 0;
        const auto [next, error] = std::from_chars(at, end, value);
        if (error != std::errc()) throw StorageError("a happening with unreadable changes");
        ticks.push_back(tick_of(value));
        at = next == end ? end : next + 1;
    }
    return ticks;
}

}  // namespace

std::optional<HappeningRow> Happenings::load(std::string_view key) const {
    Statement row = tx_.prepare(
        "SELECT id, key, connection, route, what, summary, state, generation, incident, members, severity, "
        "desk_severity, "
        "hold_tick, "
        "in_maintenance, resolve_tick, note_tick, opened_tick, ended_tick, last_news_tick, noted_tick, noted_at, "
        "unnoted, changes, flapping, last_delivery FROM happening WHERE key = $1");
    if (!row.step_with(key)) return std::nullopt;
    HappeningRow found;
    HappeningState& is = found.state;
    std::string state, changes;
    std::optional<std::int64_t> severity, desk_severity;
    row.into(found.id, is.key, found.connection, is.route, is.what, is.summary, state, is.generation, found.incident,
             is.members, severity, desk_severity, is.hold_until, is.in_maintenance, is.resolve_at, is.note_at,
             is.opened, is.ended, is.last_news, is.noted, found.noted_at, is.unnoted, changes, is.flapping,
             found.last_delivery);
    const auto known = state_named(state.c_str());
    if (!known) throw StorageError("a happening in the unknown state \"" + state + "\"");
    is.state = *known;
    if (severity) is.severity = static_cast<Severity>(*severity);
    if (desk_severity) is.desk_severity = static_cast<Severity>(*desk_severity);
    is.changes = ticks_in(changes);
    return found;
}

void Happenings::save(HappeningRow& row, const std::optional<Tick>& due, const Moment& now) {
    const HappeningState& is = row.state;
    Statement save = tx_.prepare(save_row);
    save.bind_all(is.key, row.connection, is.route, is.what, is.summary, name_of(is.state), is.generation,
                  row.incident ? std::optional(row.incident) : std::nullopt, is.members, number_of(is.severity),
                  number_of(is.desk_severity), is.hold_until, is.in_maintenance, is.resolve_at, is.note_at, is.opened,
                  is.ended, is.last_news, is.noted, row.noted_at, is.unnoted, text_of(is.changes), is.flapping, due,
                  due ? iso(now.wall_at(*due)) : std::string(), row.last_delivery, iso(now.wall));
    while (save.step()) save.into(row.id);
}

int Happenings::opened_since(std::string_view connection, std::string_view route, Tick since) const {
    Statement row = tx_.prepare("SELECT count(*) FROM opening WHERE connection = $1 AND route = $2 AND tick > $3");
    int count = 0;
    if (row.step_with(connection, route, since)) row.into(count);
    return count;
}

void Happenings::count_opening(std::string_view connection, std::string_view route, Tick now, Milliseconds per) {
    tx_.prepare("DELETE FROM opening WHERE connection = $1 AND route = $2 AND tick <= $3")
        .run_with(connection, route, now - per);
    tx_.prepare("INSERT INTO opening (connection, route, tick) VALUES ($1, $2, $3)").run_with(connection, route, now);
}

int Happenings::held(std::string_view connection) const {
    Statement row = tx_.prepare("SELECT count(*) FROM happening WHERE connection = $1 AND hold_tick IS NOT NULL");
    int count = 0;
    if (row.step_with(connection)) row.into(count);
    return count;
}

void Happenings::close_members(std::string_view key, Time now) {
    tx_.prepare("UPDATE alert SET state = 'closed', changed_at = $2 WHERE correlation_key = $1 AND state = 'open'")
        .run_with(key, iso(now));
}

void Happenings::move_members(std::string_view from, std::string_view to, Time now) {
    tx_.prepare("UPDATE alert SET correlation_key = $2, changed_at = $3 WHERE correlation_key = $1 AND state = 'open'")
        .run_with(from, to, iso(now));
}

void Happenings::give_incident(std::string_view key, std::int64_t incident) {
    tx_.prepare(
           "UPDATE alert SET incident = $2 WHERE correlation_key = $1 AND state = 'open' AND COALESCE(incident, 0) <> "
           "$2")
        .run_with(key, incident);
}

std::vector<Happenings::Member> Happenings::changed_since(std::string_view key, std::string_view since,
                                                          int limit) const {
    Statement row = tx_.prepare(
        "SELECT rule, severity, resource, first_target, state = 'open' FROM alert "
        "WHERE correlation_key = $1 AND changed_at > $2 ORDER BY changed_at DESC, id DESC LIMIT $3");
    row.bind_all(key, since, limit);
    std::vector<Member> all;
    while (row.step()) {
        Member& one = all.emplace_back();
        row.into(one.rule, one.severity, one.resource, one.first_target, one.fires);
    }
    return all;
}

// A happening that is held is opened with the Fired of the alert that has been firing for the longest time.
std::int64_t Happenings::delivery_to_work_on(const Due& due) const {
    std::int64_t delivery = due.last_delivery;
    if (!due.held) return delivery;
    // The newest that it acted on: a late copy may have come after it.
    Statement row = tx_.prepare(
        "SELECT d.id FROM alert AS a JOIN delivery AS d ON d.alert_key = a.alert_key "
        "AND d.connection = a.connection AND d.condition <> 'resolved' AND d.duplicate_of IS NULL "
        "WHERE a.id = (SELECT min(m.id) FROM alert AS m WHERE m.correlation_key = $1 AND m.state = 'open') "
        "ORDER BY d.fired_at = a.last_fired_at DESC, d.id DESC LIMIT 1");
    if (row.step_with(due.key) && !row.is_null(0)) row.into(delivery);
    return delivery;
}

bool Happenings::wake(const Moment& now, int limit) {
    std::vector<Due> all;
    {
        Statement row = tx_.prepare(
            "SELECT key, hold_tick IS NOT NULL, last_delivery FROM happening WHERE due_tick <= $1 "
            "ORDER BY due_tick LIMIT $2");
        row.bind_all(now.tick, limit);
        while (row.step()) {
            Due& due = all.emplace_back();
            row.into(due.key, due.held, due.last_delivery);
        }
    }
    for (const Due& due : all) {
        const bool woken = Inbox(tx_).wake(delivery_to_work_on(due), due.key, now);
        tx_.prepare("UPDATE happening SET due_tick = $2 WHERE key = $1")
            .run_with(due.key, woken ? std::nullopt : std::optional(now.tick + when_busy));
    }
    return !all.empty();
}

std::optional<Tick> Happenings::next_due() const {
    Statement row = tx_.prepare("SELECT min(due_tick) FROM happening WHERE due_tick IS NOT NULL");
    std::optional<Tick> due;
    if (row.step()) row.into(due);
    return due;
}

}  // namespace secure_export::db
