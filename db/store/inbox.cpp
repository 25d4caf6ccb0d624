#include "db/store/inbox.h"

#include <algorithm>

#include "core/timestamps.h"
#include "db/store/body_form.h"
#include "db/store/desk_capacity.h"
#include "db/store/desk_queues.h"
#include "db/store/token_checks.h"

namespace secure_export::db {
namespace {

const char* text_of(const std::optional<Condition>& condition) {
    if (!condition) return "";
    return *condition == Condition::fired ? "fired" : "resolved";
}

constexpr std::string_view insert_first = R"sql(
    INSERT INTO delivery (connection, alert_key, condition, fired_at, alert_id, form, received_ms, received_at, peer,
                          caller, checks, token_check, body, body_form, body_mark)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11,
            CASE WHEN $12 = 0 THEN $13 ELSE CAST($13 AS BLOB) END, $12, $14)
    ON CONFLICT (alert_key, connection, condition, fired_at, body_mark) WHERE duplicate_of IS NULL DO NOTHING
    RETURNING id)sql";

constexpr std::string_view find_first = R"sql(
    SELECT id FROM delivery
    WHERE alert_key = $1 AND connection = $2 AND condition = $3 AND fired_at = $4 AND body_mark = $5
      AND duplicate_of IS NULL)sql";

// The latest delivery of an alert with another condition.
constexpr std::string_view latest_other = R"sql(
    SELECT max(id) FROM delivery
    WHERE alert_key = $1 AND connection = $2 AND condition <> $3 AND duplicate_of IS NULL)sql";

constexpr std::string_view insert_repeat = R"sql(
    INSERT INTO delivery (connection, alert_key, condition, fired_at, alert_id, form, received_ms, received_at, peer,
                          caller, checks, token_check, duplicate_of)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $12))sql";

// An item is the head of its alert if no earlier one waits or is parked; those parked aside do not count.
constexpr std::string_view insert_work = R"sql(
    INSERT INTO inbox (delivery, connection, alert_key, state, due_tick, since_at, desk, rule, severity, severity_level,
                       resource, head)
    VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8, $9, $10,
            CASE WHEN EXISTS (SELECT 1 FROM inbox AS e WHERE e.connection = $2 AND e.alert_key = $3
                                AND e.state IN ('waiting', 'parked') AND e.aside = 0) THEN 0 ELSE 1 END))sql";

// The first desk in turn with capacity and a due item; of that desk the oldest item if it was overtaken for long
// enough, otherwise the first of the most severe.  Each step is one look-up in an index without finished and blocked
// items, so the cost grows with the number of desks and not of waiting items.  $1: now; $2: items due before this are
// not overtaken any more.
const std::string choose_next = std::string(with_desk_capacity) + R"sql(
    SELECT i.delivery, i.desk
    FROM desk_capacity AS l
    JOIN inbox AS i ON i.delivery = COALESCE(
        (SELECT w.delivery FROM inbox AS w WHERE w.desk = l.desk AND w.state = 'waiting' AND w.head = 1
            AND w.due_tick <= $2 ORDER BY w.due_tick, w.delivery LIMIT 1),
        (SELECT w.delivery FROM inbox AS w WHERE w.desk = l.desk AND w.state = 'waiting' AND w.head = 1
            AND w.severity_level = 0 AND w.due_tick <= $1 ORDER BY w.due_tick, w.delivery LIMIT 1),
        (SELECT w.delivery FROM inbox AS w WHERE w.desk = l.desk AND w.state = 'waiting' AND w.head = 1
            AND w.severity_level = 1 AND w.due_tick <= $1 ORDER BY w.due_tick, w.delivery LIMIT 1),
        (SELECT w.delivery FROM inbox AS w WHERE w.desk = l.desk AND w.state = 'waiting' AND w.head = 1
            AND w.severity_level = 2 AND w.due_tick <= $1 ORDER BY w.due_tick, w.delivery LIMIT 1),
        (SELECT w.delivery FROM inbox AS w WHERE w.desk = l.desk AND w.state = 'waiting' AND w.head = 1
            AND w.severity_level = 3 AND w.due_tick <= $1 ORDER BY w.due_tick, w.delivery LIMIT 1),
        (SELECT w.delivery FROM inbox AS w WHERE w.desk = l.desk AND w.state = 'waiting' AND w.head = 1
            AND w.severity_level = 4 AND w.due_tick <= $1 ORDER BY w.due_tick, w.delivery LIMIT 1),
        (SELECT w.delivery FROM inbox AS w WHERE w.desk = l.desk AND w.state = 'waiting' AND w.head = 1
            AND w.severity_level = 5 AND w.due_tick <= $1 ORDER BY w.due_tick, w.delivery LIMIT 1))
    WHERE l.paused_until_tick <= $1
      AND l.calls + CASE WHEN l.look_up_until_tick > $1 THEN 1 ELSE 0 END < l.max_calls
    ORDER BY l.turn, l.desk LIMIT 1)sql";

// What a claim depends on, per desk: the end of its pause, its capacity, when its first item is due, the items in
// progress and when the first of their leases ends.
const std::string items_ahead = std::string(with_desk_capacity) + R"sql(
    SELECT l.paused_until_tick, l.look_up_until_tick, l.max_calls,
           (SELECT w.due_tick FROM inbox AS w WHERE w.desk = l.desk AND w.state = 'waiting' AND w.head = 1
            ORDER BY w.due_tick, w.delivery LIMIT 1),
           l.calls, l.first_end
    FROM desk_capacity AS l)sql";

// Binds the columns common to a first delivery and a repeat, in the order of both statements, then the rest.
template <class... Rest>
Statement& bind_facts(Statement& statement, const Delivery& delivery, const Rest&... rest) {
    return statement.bind_all(delivery.connection, delivery.alert_key, text_of(delivery.condition), delivery.fired_at,
                              delivery.alert_id, delivery.form, delivery.received_at, iso(delivery.received_at),
                              delivery.peer, delivery.caller, rest...);
}

}  // namespace

Put Inbox::put(const Delivery& delivery, Tick now) {
    std::int64_t id = 0;
    const PackedBody body(delivery.body);
    const auto checks = token_check(tx_, delivery.checks);
    const bool marked = !delivery.message_mark.empty();
    std::string mark = marked ? delivery.message_mark : delivery.body_mark;
    if (!marked && !mark.empty()) {
        Statement other = tx_.prepare(latest_other);
        other.bind_all(delivery.alert_key, delivery.connection, text_of(delivery.condition));
        if (other.step() && !other.is_null(0)) mark += ":" + std::to_string(other.integer(0));
    }
    {
        Statement first = tx_.prepare(insert_first);
        bind_facts(first, delivery, checks, body.form(), body.bytes(), mark);
        while (first.step()) first.into(id);
    }
    if (id != 0) {
        DeskQueues(tx_).ensure(delivery.desk);
        tx_.prepare(insert_work)
            .run_with(id, delivery.connection, delivery.alert_key, now, iso(delivery.received_at), delivery.desk,
                      delivery.rule, delivery.severity, delivery.severity_level, delivery.resource);
        return {id, true};
    }
    {
        Statement find = tx_.prepare(find_first);
        find.bind_all(delivery.alert_key, delivery.connection, text_of(delivery.condition), delivery.fired_at, mark);
        if (!find.step()) throw StorageError("a repeat without its first delivery");
        find.into(id);
    }
    Statement repeat = tx_.prepare(insert_repeat);
    bind_facts(repeat, delivery, checks, id).run();
    return {id, false};
}

std::optional<Inbox::Choice> Inbox::choose(Tick now) const {
    Statement row = tx_.prepare(choose_next);
    if (!row.step_with(now, now - longest_overtaken)) return std::nullopt;
    return Choice{row.integer(0), std::string(row.text(1))};
}

std::optional<Item> Inbox::read(std::int64_t delivery) const {
    Statement row = tx_.prepare(
        "SELECT d.connection, d.alert_key, d.form, d.body, d.body_form, d.peer, d.caller, d.received_ms, "
        "x.attempt, x.desk, x.confirmed, x.happening, x.task FROM inbox AS x JOIN delivery AS d ON d.id = x.delivery "
        "WHERE x.delivery = "
        "$1");
    if (!row.step_with(delivery)) throw StorageError("an item without its delivery");
    Item item{};
    item.delivery = delivery;
    int body_form = plain_body;
    row.into(item.connection, item.alert_key, item.form, item.body, body_form, item.peer, item.caller, item.received_at,
             item.attempt, item.desk, item.confirmed, item.happening, item.task);
    item.body = unpacked_body(body_form, std::move(item.body));
    return item;
}

std::optional<Item> Inbox::peek(Tick now) const {
    const auto choice = choose(now);
    return choice ? read(choice->delivery) : std::nullopt;
}

// The write transaction prevents other claims between the choice and this one.
std::optional<Item> Inbox::claim(Tick now, Milliseconds lease, std::string_view lease_owner) {
    const auto choice = choose(now);
    if (!choice) return std::nullopt;
    tx_.prepare("UPDATE inbox SET due_tick = $2, leased = 1, holder = $3, attempt = attempt + 1 WHERE delivery = $1")
        .run_with(choice->delivery, now + lease, lease_owner);
    tx_.prepare("UPDATE desk_line SET turn = (SELECT max(o.turn) + 1 FROM desk_line AS o) WHERE desk = $1")
        .run_with(choice->desk);
    return read(choice->delivery);
}

// Released items come first: they are the oldest.
int Inbox::release(std::string_view lease_owner) {
    Statement release =
        tx_.prepare("UPDATE inbox SET due_tick = 0, leased = 0 WHERE holder = $1 AND leased = 1 AND state = 'waiting'");
    release.run_with(lease_owner);
    return tx_.changes();
}

// Each statement compares the attempt: an owner that continues after its lease changes nothing if the item was claimed
// again.
bool Inbox::settle(const Item& item) {
    {
        Statement done = tx_.prepare(
            "UPDATE inbox SET state = 'done', leased = 0, head = 0, why = '', happening = '', task = 0 "
            "WHERE delivery = $1 AND attempt = $2 AND state = 'waiting' AND leased = 1");
        done.run_with(item.delivery, item.attempt);
    }
    if (tx_.changes() != 1) return false;
    next_becomes_head(item.connection, item.alert_key);
    next_of_happening(item.happening);
    return true;
}

bool Inbox::put_back(const Item& item, Tick due, std::string_view why) {
    Statement back = tx_.prepare(
        "UPDATE inbox SET due_tick = $3, leased = 0, why = $4 "
        "WHERE delivery = $1 AND attempt = $2 AND state = 'waiting' AND leased = 1");
    back.run_with(item.delivery, item.attempt, due, why);
    return tx_.changes() == 1;
}

bool Inbox::move(const Item& item, std::string_view desk, Tick now) {
    DeskQueues(tx_).ensure(desk);
    Statement move = tx_.prepare(
        "UPDATE inbox SET desk = $4, due_tick = $3, leased = 0, attempt = attempt - 1 "
        "WHERE delivery = $1 AND attempt = $2 AND state = 'waiting' AND leased = 1");
    move.run_with(item.delivery, item.attempt, now, desk);
    return tx_.changes() == 1;
}

// The line of its happening goes on: what one alert's item is parked for need not be true of the others.
bool Inbox::park(const Item& item, Time now, std::string_view why) {
    {
        Statement park = tx_.prepare(
            "UPDATE inbox SET state = 'parked', leased = 0, since_at = $3, why = $4, happening = '' "
            "WHERE delivery = $1 AND attempt = $2 AND state = 'waiting' AND leased = 1");
        park.run_with(item.delivery, item.attempt, iso(now), why);
    }
    if (tx_.changes() != 1) return false;
    next_of_happening(item.happening);
    return true;
}

bool Inbox::park_aside(const Item& item, Time now, std::string_view why) {
    if (!park(item, now, why)) return false;
    tx_.prepare("UPDATE inbox SET aside = 1, head = 0 WHERE delivery = $1").run_with(item.delivery);
    next_becomes_head(item.connection, item.alert_key);
    return true;
}

bool Inbox::holds(const Item& item) const {
    Statement row =
        tx_.prepare("SELECT 1 FROM inbox WHERE delivery = $1 AND attempt = $2 AND state = 'waiting' AND leased = 1");
    return row.step_with(item.delivery, item.attempt);
}

void Inbox::hurry(std::string_view desk, Tick now) {
    Statement due = tx_.prepare(
        "UPDATE inbox SET due_tick = $2 WHERE desk = $1 AND state = 'waiting' AND leased = 0 AND due_tick > $2");
    due.run_with(desk, now);
}

std::optional<std::string> Inbox::body(std::int64_t delivery) const {
    Statement row = tx_.prepare(
        "SELECT body, body_form FROM delivery "
        "WHERE id = (SELECT COALESCE(duplicate_of, id) FROM delivery WHERE id = $1)");
    if (!row.step_with(delivery)) return std::nullopt;
    std::optional<std::string> body;
    int form = plain_body;
    row.into(body, form);
    if (!body) return std::nullopt;
    return unpacked_body(form, std::move(*body));
}

std::optional<Tick> Inbox::next_due(Tick now) const {
    Statement line = tx_.prepare(items_ahead);
    line.bind_all(now);
    std::optional<Tick> next;
    while (line.step()) {
        Tick paused_until, look_up_until;
        std::int64_t max_calls = 0, calls = 0;
        std::optional<Tick> due, first_end;
        line.into(paused_until, look_up_until, max_calls, due, calls, first_end);
        if (!due) continue;  // nothing waits for this desk
        Tick can_begin = std::max(paused_until, *due);
        if (look_up_until > now) {
            ++calls;
            first_end = std::min(first_end.value_or(look_up_until), look_up_until);
        }
        if (calls >= max_calls) can_begin = std::max(can_begin, *first_end);
        next = std::min(next.value_or(can_begin), can_begin);
    }
    return next;
}

}  // namespace secure_export::db
