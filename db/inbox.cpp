#include "db/inbox.h"

#include <algorithm>

#include "core/timestamps.h"
#include "db/desk_lines.h"

namespace secure_export::db {
namespace {

const char* text_of(const std::optional<Condition>& condition) {
    if (!condition) return "";
    return *condition == Condition::fired ? "fired" : "resolved";
}

std::int64_t unix_ms(Time time) { return time.time_since_epoch().count(); }
Time time_of(std::int64_t value) { return Time(Milliseconds(value)); }

constexpr std::string_view insert_first = R"sql(
    INSERT INTO delivery (connection, alert_key, condition, fired_at, alert_id, form, received_ms, received_at, peer,
                          caller, checks, body, body_mark)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (alert_key, connection, condition, fired_at, body_mark) WHERE duplicate_of IS NULL DO NOTHING
    RETURNING id)sql";

constexpr std::string_view find_first = R"sql(
    SELECT id FROM delivery
    WHERE alert_key = $1 AND connection = $2 AND condition = $3 AND fired_at = $4 AND body_mark = $5
      AND duplicate_of IS NULL)sql";

// The latest news of an alert that is not of that condition.
constexpr std::string_view latest_other = R"sql(
    SELECT max(id) FROM delivery
    WHERE alert_key = $1 AND connection = $2 AND condition <> $3 AND duplicate_of IS NULL)sql";

constexpr std::string_view insert_repeat = R"sql(
    INSERT INTO delivery (connection, alert_key, condition, fired_at, alert_id, form, received_ms, received_at, peer,
                          caller, checks, duplicate_of)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql";

constexpr std::string_view insert_work = R"sql(
    INSERT INTO inbox (delivery, connection, alert_key, state, due_tick, since_at, desk, rule, severity, severity_level,
                       resource)
    VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8, $9, $10))sql";

// One write statement: the processes that race for an item are put in line by the write lock, and the second one finds
// it moved on.  Of each desk's line it looks at the head alone, in partial indexes that hold no finished item: the cost
// grows with the number of desks, not with what waits.
constexpr std::string_view claim_oldest = R"sql(
    UPDATE inbox SET due_tick = $2, leased = 1, holder = $3, attempt = attempt + 1
    WHERE delivery = (SELECT i.delivery
                      FROM desk_line AS l
                      JOIN inbox AS i ON i.delivery =
                          (SELECT w.delivery FROM inbox AS w
                           WHERE w.desk = l.desk AND w.state = 'waiting' AND w.due_tick <= $1
                             AND NOT EXISTS (SELECT 1 FROM inbox AS e
                                             WHERE e.connection = w.connection AND e.alert_key = w.alert_key
                                               AND e.delivery < w.delivery AND e.state IN ('waiting', 'parked') AND e.aside = 0)
                           ORDER BY w.due_tick, w.delivery LIMIT 1)
                      WHERE l.paused_until_tick <= $1
                        AND (SELECT count(*) FROM inbox AS h
                             WHERE h.desk = l.desk AND h.leased = 1 AND h.due_tick > $1)
                            + CASE WHEN l.look_up_until_tick > $1 THEN 1 ELSE 0 END
                            < CASE WHEN l.failures > 0 THEN 1 ELSE l.at_once END
                      ORDER BY i.due_tick, i.delivery LIMIT 1)
    RETURNING delivery, attempt, desk)sql";

// What a claim goes by, line by line: when its pause ends, how much may be under way, when its head is due, how much is
// under way and when the first of that ends.
constexpr std::string_view lines_ahead = R"sql(
    SELECT l.paused_until_tick, l.look_up_until_tick, CASE WHEN l.failures > 0 THEN 1 ELSE l.at_once END,
           (SELECT w.due_tick FROM inbox AS w
            WHERE w.desk = l.desk AND w.state = 'waiting'
              AND NOT EXISTS (SELECT 1 FROM inbox AS e
                              WHERE e.connection = w.connection AND e.alert_key = w.alert_key
                                AND e.delivery < w.delivery AND e.state IN ('waiting', 'parked') AND e.aside = 0)
            ORDER BY w.due_tick, w.delivery LIMIT 1),
           (SELECT count(*) FROM inbox AS h WHERE h.desk = l.desk AND h.leased = 1 AND h.due_tick > $1),
           (SELECT min(h.due_tick) FROM inbox AS h WHERE h.desk = l.desk AND h.leased = 1 AND h.due_tick > $1)
    FROM desk_line AS l)sql";

void bind_facts(Statement& statement, const Delivery& delivery) {
    statement.bind(1, delivery.connection).bind(2, delivery.alert_key).bind(3, text_of(delivery.condition));
    statement.bind(4, delivery.fired_at).bind(5, delivery.alert_id).bind(6, delivery.form);
    statement.bind(7, unix_ms(delivery.received_at)).bind(8, iso(delivery.received_at)).bind(9, delivery.peer);
    statement.bind(10, delivery.caller).bind(11, delivery.checks);
}

}  // namespace

Put Inbox::put(const Delivery& delivery, Tick now) {
    std::int64_t id = 0;
    std::string mark = delivery.body_mark;
    if (!mark.empty()) {
        Statement other = tx_.prepare(latest_other);
        other.bind(1, delivery.alert_key).bind(2, delivery.connection).bind(3, text_of(delivery.condition));
        if (other.step() && !other.is_null(0)) mark += ":" + std::to_string(other.integer(0));
    }
    {
        Statement first = tx_.prepare(insert_first);
        bind_facts(first, delivery);
        first.bind(12, delivery.body).bind(13, mark);
        while (first.step()) id = first.integer(0);
    }
    if (id != 0) {
        DeskLines(tx_).ensure(delivery.desk);
        Statement work = tx_.prepare(insert_work);
        work.bind(1, id).bind(2, delivery.connection).bind(3, delivery.alert_key);
        work.bind(4, ms(now)).bind(5, iso(delivery.received_at)).bind(6, delivery.desk);
        work.bind(7, delivery.rule).bind(8, delivery.severity).bind(9, delivery.severity_level);
        work.bind(10, delivery.resource).run();
        return {id, true};
    }
    {
        Statement find = tx_.prepare(find_first);
        find.bind(1, delivery.alert_key).bind(2, delivery.connection).bind(3, text_of(delivery.condition));
        find.bind(4, delivery.fired_at).bind(5, mark);
        if (!find.step()) throw StorageError("a repeat without its first delivery");
        id = find.integer(0);
    }
    Statement repeat = tx_.prepare(insert_repeat);
    bind_facts(repeat, delivery);
    repeat.bind(12, id).run();
    return {id, false};
}

std::optional<Item> Inbox::claim(Tick now, Milliseconds lease, std::string_view holder) {
    Item item{};
    {
        Statement claim = tx_.prepare(claim_oldest);
        claim.bind(1, ms(now)).bind(2, ms(now + lease)).bind(3, holder);
        while (claim.step()) {
            item.delivery = claim.integer(0);
            item.attempt = static_cast<int>(claim.integer(1));
            item.desk = claim.text(2);
        }
    }
    if (item.delivery == 0) return std::nullopt;
    Statement read = tx_.prepare(
        "SELECT d.connection, d.alert_key, d.form, d.body, d.peer, d.caller, d.received_ms, x.confirmed "
        "FROM delivery AS d JOIN inbox AS x ON x.delivery = d.id WHERE d.id = $1");
    read.bind(1, item.delivery);
    if (!read.step()) throw StorageError("an item without its delivery");
    item.connection = read.text(0);
    item.alert_key = read.text(1);
    item.form = read.text(2);
    item.body = read.text(3);
    item.peer = read.text(4);
    item.caller = read.text(5);
    item.received_at = time_of(read.integer(6));
    item.confirmed = read.integer(7) != 0;
    return item;
}

// Its work comes first now: it is the oldest.
int Inbox::release(std::string_view holder) {
    Statement release =
        tx_.prepare("UPDATE inbox SET due_tick = 0, leased = 0 WHERE holder = $1 AND leased = 1 AND state = 'waiting'");
    release.bind(1, holder).run();
    return tx_.changes();
}

// Each names the attempt it claimed: an owner that wakes up after its lease changes nothing once the item went on.
bool Inbox::settle(const Item& item) {
    Statement done = tx_.prepare(
        "UPDATE inbox SET state = 'done', leased = 0, why = '' "
        "WHERE delivery = $1 AND attempt = $2 AND state = 'waiting' AND leased = 1");
    done.bind(1, item.delivery).bind(2, item.attempt).run();
    return tx_.changes() == 1;
}

bool Inbox::put_back(const Item& item, Tick due, std::string_view why) {
    Statement back = tx_.prepare(
        "UPDATE inbox SET due_tick = $3, leased = 0, why = $4 "
        "WHERE delivery = $1 AND attempt = $2 AND state = 'waiting' AND leased = 1");
    back.bind(1, item.delivery).bind(2, item.attempt).bind(3, ms(due)).bind(4, why).run();
    return tx_.changes() == 1;
}

bool Inbox::move(const Item& item, std::string_view desk, Tick now) {
    DeskLines(tx_).ensure(desk);
    Statement move = tx_.prepare(
        "UPDATE inbox SET desk = $4, due_tick = $3, leased = 0, attempt = attempt - 1 "
        "WHERE delivery = $1 AND attempt = $2 AND state = 'waiting' AND leased = 1");
    move.bind(1, item.delivery).bind(2, item.attempt).bind(3, ms(now)).bind(4, desk).run();
    return tx_.changes() == 1;
}

bool Inbox::park(const Item& item, Time now, std::string_view why) {
    Statement park = tx_.prepare(
        "UPDATE inbox SET state = 'parked', leased = 0, since_at = $3, why = $4 "
        "WHERE delivery = $1 AND attempt = $2 AND state = 'waiting' AND leased = 1");
    park.bind(1, item.delivery).bind(2, item.attempt).bind(3, iso(now)).bind(4, why).run();
    return tx_.changes() == 1;
}

bool Inbox::park_aside(const Item& item, Time now, std::string_view why) {
    if (!park(item, now, why)) return false;
    Statement aside = tx_.prepare("UPDATE inbox SET aside = 1 WHERE delivery = $1");
    aside.bind(1, item.delivery).run();
    return true;
}

bool Inbox::holds(const Item& item) const {
    Statement row =
        tx_.prepare("SELECT 1 FROM inbox WHERE delivery = $1 AND attempt = $2 AND state = 'waiting' AND leased = 1");
    return row.bind(1, item.delivery).bind(2, item.attempt).step();
}

void Inbox::hurry(std::string_view desk, Tick now) {
    Statement due = tx_.prepare(
        "UPDATE inbox SET due_tick = $2 WHERE desk = $1 AND state = 'waiting' AND leased = 0 AND due_tick > $2");
    due.bind(1, desk).bind(2, ms(now)).run();
}

std::optional<std::string> Inbox::body(std::int64_t delivery) const {
    Statement row = tx_.prepare(
        "SELECT COALESCE(f.body, d.body) FROM delivery AS d LEFT JOIN delivery AS f ON f.id = d.duplicate_of "
        "WHERE d.id = $1");
    if (!row.bind(1, delivery).step()) return std::nullopt;
    return row.maybe_text(0);
}

std::optional<Item> Inbox::parked(std::int64_t delivery) const {
    Statement row = tx_.prepare(
        "SELECT d.connection, d.alert_key, d.form, d.peer, d.caller, d.received_ms, x.attempt, x.desk "
        "FROM inbox AS x JOIN delivery AS d ON d.id = x.delivery WHERE x.delivery = $1 AND x.state = 'parked'");
    if (!row.bind(1, delivery).step()) return std::nullopt;
    Item item{};
    item.delivery = delivery;
    item.connection = row.text(0);
    item.alert_key = row.text(1);
    item.form = row.text(2);
    item.peer = row.text(3);
    item.caller = row.text(4);
    item.received_at = time_of(row.integer(5));
    item.attempt = static_cast<int>(row.integer(6));
    item.desk = row.text(7);
    return item;
}

bool Inbox::retry(std::int64_t delivery, const Moment& now) {
    Statement retry = tx_.prepare(
        "UPDATE inbox SET state = 'waiting', due_tick = $2, since_at = $3, confirmed = aside, aside = 0 "
        "WHERE delivery = $1 AND state = 'parked'");
    retry.bind(1, delivery).bind(2, ms(now.tick)).bind(3, iso(now.wall)).run();
    return tx_.changes() == 1;
}

bool Inbox::drop(std::int64_t delivery, Time now, std::string_view who, std::string_view why) {
    Statement drop = tx_.prepare(
        "UPDATE inbox SET state = 'dropped', since_at = $2, who = $3, why = $4 "
        "WHERE delivery = $1 AND state = 'parked'");
    drop.bind(1, delivery).bind(2, iso(now)).bind(3, who).bind(4, why).run();
    return tx_.changes() == 1;
}

int Inbox::retry_all(const Moment& now) {
    Statement retry = tx_.prepare(
        "UPDATE inbox SET state = 'waiting', due_tick = $1, since_at = $2 WHERE state = 'parked' AND aside = 0");
    retry.bind(1, ms(now.tick)).bind(2, iso(now.wall)).run();
    return tx_.changes();
}

std::optional<Tick> Inbox::next_due(Tick now) const {
    Statement line = tx_.prepare(lines_ahead);
    line.bind(1, ms(now));
    std::optional<std::int64_t> next;
    while (line.step()) {
        if (line.is_null(3)) continue;  // nobody waits in it
        const std::int64_t paused_until = line.integer(0), look_up_until = line.integer(1), most = line.integer(2);
        std::int64_t can_begin = std::max(paused_until, line.integer(3)), under_way = line.integer(4);
        std::optional<std::int64_t> one_ends;
        if (under_way > 0) one_ends = line.integer(5);
        if (look_up_until > ms(now)) {
            ++under_way;
            one_ends = std::min(one_ends.value_or(look_up_until), look_up_until);
        }
        if (under_way >= most) can_begin = std::max(can_begin, *one_ends);
        next = std::min(next.value_or(can_begin), can_begin);
    }
    if (!next) return std::nullopt;
    return tick_of(*next);
}

}  // namespace secure_export::db
