// An item waits for the earlier ones of its alert, and for one at a time of its happening: it is the head of both
// lines, or it cannot be claimed.
#include "core/timestamps.h"
#include "db/store/inbox.h"

namespace secure_export::db {

// Makes the alert's next waiting item its head, after the one before it was finished.
void Inbox::next_becomes_head(std::string_view connection, std::string_view alert_key) {
    Statement head = tx_.prepare(
        "UPDATE inbox SET head = 1 WHERE head = 0 AND delivery = "
        "(SELECT e.delivery FROM inbox AS e WHERE e.connection = $1 AND e.alert_key = $2 "
        "   AND e.state IN ('waiting', 'parked') AND e.aside = 0 ORDER BY e.delivery LIMIT 1) "
        "AND (happening = '' OR NOT EXISTS "
        "   (SELECT 1 FROM inbox AS o WHERE o.happening = inbox.happening AND o.happening <> '' "
        "    AND o.state = 'waiting' AND o.head = 1))");
    head.run_with(connection, alert_key);
}

// The same of a happening: the first that is the first of its alert too.
void Inbox::next_of_happening(std::string_view happening) {
    if (happening.empty()) return;
    Statement head = tx_.prepare(R"sql(
        UPDATE inbox SET head = 1 WHERE delivery =
            (SELECT w.delivery FROM inbox AS w
             WHERE w.happening = $1 AND w.happening <> '' AND w.state = 'waiting'
               AND NOT EXISTS (SELECT 1 FROM inbox AS o
                               WHERE o.happening = $1 AND o.happening <> '' AND o.state = 'waiting' AND o.head = 1)
               AND NOT EXISTS (SELECT 1 FROM inbox AS e
                               WHERE e.connection = w.connection AND e.alert_key = w.alert_key
                                 AND e.delivery < w.delivery AND e.state IN ('waiting', 'parked') AND e.aside = 0)
             ORDER BY w.delivery LIMIT 1))sql");
    head.run_with(happening);
}

bool Inbox::stand_in_line_of(Item& item, std::string_view happening, Tick now) {
    if (item.happening == happening) return true;
    bool is_worked_on = false;
    {
        Statement other = tx_.prepare(
            "SELECT 1 FROM inbox WHERE happening = $1 AND happening <> '' AND state = 'waiting' AND head = 1 "
            "AND delivery <> $2");
        is_worked_on = other.step_with(happening, item.delivery);
    }
    tx_.prepare("UPDATE inbox SET happening = $2 WHERE delivery = $1").run_with(item.delivery, happening);
    next_of_happening(item.happening);
    item.happening = happening;
    if (!is_worked_on) return true;
    // Due at once when its turn comes: the claim has moved its due time to the end of the lease.
    tx_.prepare("UPDATE inbox SET head = 0, leased = 0, attempt = attempt - 1, due_tick = $2 WHERE delivery = $1")
        .run_with(item.delivery, now);
    return false;
}

bool Inbox::wake(std::int64_t delivery, std::string_view happening, const Moment& now) {
    std::string connection, alert_key;
    {
        Statement row = tx_.prepare("SELECT connection, alert_key FROM inbox WHERE delivery = $1 AND state = 'done'");
        if (!row.step_with(delivery)) return false;
        row.into(connection, alert_key);
    }
    tx_.prepare(
           "UPDATE inbox SET state = 'waiting', due_tick = $2, since_at = $3, happening = $4, task = 1 "
           "WHERE delivery = $1")
        .run_with(delivery, now.tick, iso(now.wall), happening);
    // It stands before all others of its alert; if one of them is being worked on, it comes next.
    Statement head = tx_.prepare(
        "UPDATE inbox SET head = 1 WHERE delivery = $1 AND NOT EXISTS "
        "(SELECT 1 FROM inbox AS e WHERE e.connection = $2 AND e.alert_key = $3 AND e.state IN ('waiting', 'parked') "
        "   AND e.head = 1 AND e.delivery <> $1)");
    head.run_with(delivery, connection, alert_key);
    if (tx_.changes() == 1) {
        Statement busy = tx_.prepare(
            "UPDATE inbox SET head = 0 WHERE delivery = $1 AND EXISTS "
            "(SELECT 1 FROM inbox AS o WHERE o.happening = $2 AND o.happening <> '' AND o.state = 'waiting' "
            "   AND o.head = 1 AND o.delivery <> $1)");
        busy.run_with(delivery, happening);
    }
    return true;
}

}  // namespace secure_export::db
