#include "db/store/inbox.h"

#include <algorithm>

#include "core/timestamps.h"
#include "db/store/desk_lines.h"

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

// Whatever of an alert stands in line before an item: parked aside does not count.
constexpr std::string_view insert_work = R"sql(
    INSERT INTO inbox (delivery, connection, alert_key, state, due_tick, since_at, desk, rule, severity, severity_level,
                       resource, head)
    VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8, $9, $10,
            CASE WHEN EXISTS (SELECT 1 FROM inbox AS e WHERE e.connection = $2 AND e.alert_key = $3
                                AND e.state IN ('waiting', 'parked') AND e.aside = 0) THEN 0 ELSE 1 END))sql";

// Desk by desk in turn, the first with room and something due; of a desk the oldest where it was overtaken for long
// enough, else the first of the most severe.  Each is one step into an index that holds neither finished nor blocked
// items: the cost grows with the number of desks, not with what waits.  $1 is now, $2 what was due so early that it is
// overtaken no more.
constexpr std::string_view choose_next = R"sql(
    SELECT i.delivery, i.desk
    FROM desk_line AS l
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
      AND (SELECT count(*) FROM inbox AS h WHERE h.desk = l.desk AND h.leased = 1 AND h.due_tick > $1)
          + CASE WHEN l.look_up_until_tick > $1 THEN 1 ELSE 0 END
          < CASE WHEN l.failures > 0 THEN 1 ELSE l.at_once END
    ORDER BY l.turn, l.desk LIMIT 1)sql";

// What a claim goes by, line by line: when its pause ends, how much may be under way, when its head is due, how much is
// under way and when the first of that ends.
constexpr std::string_view lines_ahead = R"sql(
    SELECT l.paused_until_tick, l.look_up_until_tick, CASE WHEN l.failures > 0 THEN 1 ELSE l.at_once END,
           (SELECT w.due_tick FROM inbox AS w WHERE w.desk = l.desk AND w.state = 'waiting' AND w.head = 1
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

std::optional<Inbox::Choice> Inbox::choose(Tick now) const {
    Statement row = tx_.prepare(choose_next);
    if (!row.bind(1, ms(now)).bind(2, ms(now - longest_overtaken)).step()) return std::nullopt;
    return Choice{row.integer(0), std::string(row.text(1))};
}

std::optional<Item> Inbox::read(std::int64_t delivery) const {
    Statement row = tx_.prepare(
        "SELECT d.connection, d.alert_key, d.form, d.body, d.peer, d.caller, d.received_ms, x.attempt, x.desk, "
        "x.confirmed FROM inbox AS x JOIN delivery AS d ON d.id = x.delivery WHERE x.delivery = $1");
    if (!row.bind(1, delivery).step()) throw StorageError("an item without its delivery");
    Item item{};
    item.delivery = delivery;
    item.connection = row.text(0);
    item.alert_key = row.text(1);
    item.form = row.text(2);
    item.body = row.text(3);
    item.peer = row.text(4);
    item.caller = row.text(5);
    item.received_at = time_of(row.integer(6));
    item.attempt = static_cast<int>(row.integer(7));
    item.desk = row.text(8);
    item.confirmed = row.integer(9) != 0;
    return item;
}

std::optional<Item> Inbox::peek(Tick now) const {
    const auto choice = choose(now);
    return choice ? read(choice->delivery) : std::nullopt;
}

// In a write transaction nobody comes between the choice and the claim.
std::optional<Item> Inbox::claim(Tick now, Milliseconds lease, std::string_view holder) {
    const auto choice = choose(now);
    if (!choice) return std::nullopt;
    Statement claim = tx_.prepare(
        "UPDATE inbox SET due_tick = $2, leased = 1, holder = $3, attempt = attempt + 1 WHERE delivery = $1");
    claim.bind(1, choice->delivery).bind(2, ms(now + lease)).bind(3, holder).run();
    Statement turn =
        tx_.prepare("UPDATE desk_line SET turn = (SELECT max(o.turn) + 1 FROM desk_line AS o) WHERE desk = $1");
    turn.bind(1, choice->desk).run();
    return read(choice->delivery);
}

// The first of the alert that stands in line, now that what stood before it is done with.
void Inbox::next_becomes_head(std::string_view connection, std::string_view alert_key) {
    Statement head = tx_.prepare(
        "UPDATE inbox SET head = 1 WHERE head = 0 AND delivery = "
        "(SELECT e.delivery FROM inbox AS e WHERE e.connection = $1 AND e.alert_key = $2 "
        "   AND e.state IN ('waiting', 'parked') AND e.aside = 0 ORDER BY e.delivery LIMIT 1)");
    head.bind(1, connection).bind(2, alert_key).run();
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
    {
        Statement done = tx_.prepare(
            "UPDATE inbox SET state = 'done', leased = 0, head = 0, why = '' "
            "WHERE delivery = $1 AND attempt = $2 AND state = 'waiting' AND leased = 1");
        done.bind(1, item.delivery).bind(2, item.attempt).run();
    }
    if (tx_.changes() != 1) return false;
    next_becomes_head(item.connection, item.alert_key);
    return true;
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
    Statement aside = tx_.prepare("UPDATE inbox SET aside = 1, head = 0 WHERE delivery = $1");
    aside.bind(1, item.delivery).run();
    next_becomes_head(item.connection, item.alert_key);
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
    const auto item = parked(delivery);
    if (!item) return false;
    Statement retry = tx_.prepare(
        "UPDATE inbox SET state = 'waiting', due_tick = $2, since_at = $3, confirmed = aside, aside = 0 "
        "WHERE delivery = $1 AND state = 'parked'");
    retry.bind(1, delivery).bind(2, ms(now.tick)).bind(3, iso(now.wall)).run();
    stand_in_line(*item);
    return true;
}

// Of what was parked aside: later news of its alert may stand at the head now, and perhaps be under way.
void Inbox::stand_in_line(const Item& item) {
    {
        Statement later = tx_.prepare(
            "UPDATE inbox SET head = 0 WHERE connection = $1 AND alert_key = $2 AND state IN ('waiting', 'parked') "
            "AND delivery > $3 AND head = 1 AND leased = 0");
        later.bind(1, item.connection).bind(2, item.alert_key).bind(3, item.delivery).run();
    }
    Statement head = tx_.prepare(
        "UPDATE inbox SET head = 1 WHERE delivery = $3 AND NOT EXISTS "
        "(SELECT 1 FROM inbox AS e WHERE e.connection = $1 AND e.alert_key = $2 "
        "   AND e.state IN ('waiting', 'parked') AND e.head = 1)");
    head.bind(1, item.connection).bind(2, item.alert_key).bind(3, item.delivery).run();
}

bool Inbox::drop(std::int64_t delivery, Time now, std::string_view who, std::string_view why) {
    const auto item = parked(delivery);
    if (!item) return false;
    bool was_head = false;
    {
        Statement row = tx_.prepare("SELECT head FROM inbox WHERE delivery = $1");
        was_head = row.bind(1, delivery).step() && row.integer(0) != 0;
    }
    Statement drop = tx_.prepare(
        "UPDATE inbox SET state = 'dropped', head = 0, since_at = $2, who = $3, why = $4 WHERE delivery = $1");
    drop.bind(1, delivery).bind(2, iso(now)).bind(3, who).bind(4, why).run();
    if (was_head) next_becomes_head(item->connection, item->alert_key);
    return true;
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
