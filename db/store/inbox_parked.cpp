// Operators' actions on parked items.
#include "core/timestamps.h"
#include "db/store/inbox.h"

namespace secure_export::db {

std::optional<Item> Inbox::parked(std::int64_t delivery) const {
    Statement row = tx_.prepare(
        "SELECT d.connection, d.alert_key, d.form, d.peer, d.caller, d.received_ms, x.attempt, x.desk "
        "FROM inbox AS x JOIN delivery AS d ON d.id = x.delivery WHERE x.delivery = $1 AND x.state = 'parked'");
    if (!row.step_with(delivery)) return std::nullopt;
    Item item{};
    item.delivery = delivery;
    row.into(item.connection, item.alert_key, item.form, item.peer, item.caller, item.received_at, item.attempt,
             item.desk);
    return item;
}

bool Inbox::retry(std::int64_t delivery, const Moment& now) {
    const auto item = parked(delivery);
    if (!item) return false;
    Statement retry = tx_.prepare(
        "UPDATE inbox SET state = 'waiting', due_tick = $2, since_at = $3, confirmed = aside, aside = 0 "
        "WHERE delivery = $1 AND state = 'parked'");
    retry.run_with(delivery, now.tick, iso(now.wall));
    stand_in_line(*item);
    return true;
}

// Puts an item that was parked aside back into its alert's queue: a later item may be the head now, and in progress.
void Inbox::stand_in_line(const Item& item) {
    {
        Statement later = tx_.prepare(
            "UPDATE inbox SET head = 0 WHERE connection = $1 AND alert_key = $2 AND state IN ('waiting', 'parked') "
            "AND delivery > $3 AND head = 1 AND leased = 0");
        later.run_with(item.connection, item.alert_key, item.delivery);
    }
    Statement head = tx_.prepare(
        "UPDATE inbox SET head = 1 WHERE delivery = $3 AND NOT EXISTS "
        "(SELECT 1 FROM inbox AS e WHERE e.connection = $1 AND e.alert_key = $2 "
        "   AND e.state IN ('waiting', 'parked') AND e.head = 1)");
    head.run_with(item.connection, item.alert_key, item.delivery);
}

bool Inbox::drop(std::int64_t delivery, Time now, std::string_view who, std::string_view why) {
    const auto item = parked(delivery);
    if (!item) return false;
    bool was_head = false;
    {
        Statement row = tx_.prepare("SELECT head FROM inbox WHERE delivery = $1");
        if (row.step_with(delivery)) row.into(was_head);
    }
    Statement drop = tx_.prepare(
        "UPDATE inbox SET state = 'dropped', head = 0, since_at = $2, who = $3, why = $4 WHERE delivery = $1");
    drop.run_with(delivery, iso(now), who, why);
    if (was_head) next_becomes_head(item->connection, item->alert_key);
    return true;
}

int Inbox::retry_all(const Moment& now) {
    Statement retry = tx_.prepare(
        "UPDATE inbox SET state = 'waiting', due_tick = $1, since_at = $2 WHERE state = 'parked' AND aside = 0");
    retry.run_with(now.tick, iso(now.wall));
    return tx_.changes();
}

}  // namespace secure_export::db
