#include "service/operations/parked_items.h"

#include "db/engine/in_transaction.h"
#include "db/store/alerts.h"
#include "db/store/audit_trail.h"
#include "db/store/desk_queues.h"
#include "service/known.h"
#include "service/operations/desk_named.h"

namespace secure_export::service::operations {

namespace {

Error not_parked(std::int64_t delivery) {
    return {Fault::invalid,
            "delivery " + std::to_string(delivery) + " is not parked; `secure-export parked` lists those that are", ""};
}

}  // namespace

Outcome ParkedItems::retry(std::int64_t delivery, const std::string& who) {
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        const auto item = db::Inbox(tx).parked(delivery);
        if (!item || !db::Inbox(tx).retry(delivery, db::now(tx, env_.clock))) return not_parked(delivery);
        db::DeskQueues(tx).half_open_all();
        db::AuditTrail(tx).add(
            {env_.clock.now(), item->connection, item->alert_key, delivery, 0, AuditEventType::retried, "by " + who});
        return {};
    });
}

Result<int> ParkedItems::retry_all(const std::string& who) {
    auto count = db::in_transaction(database_, [&](db::Transaction& tx) -> Result<int> {
        db::DeskQueues(tx).half_open_all();
        return db::Inbox(tx).retry_all(db::now(tx, env_.clock));
    });
    if (count) env_.log.write(Level::info, std::to_string(*count) + " parked items are tried again, by " + who);
    return count;
}

// Looks for an incident whose opening was never confirmed: the operator who drops its Fired must know if it exists.
Result<std::optional<DeskIncident>> ParkedItems::opened_after_all(const db::Item& item) {
    using Found = std::optional<DeskIncident>;
    using Row = std::optional<db::IncidentRow>;
    const auto unconfirmed = db::in_reading(database_, [&](db::Transaction& tx) -> Result<Row> {
        Rows rows = rows_as_worked_on(tx, item.connection, item.alert_key);
        if (rows.alert.state != State::opening || !rows.incident.id) return Row();
        return Row(std::move(rows.incident));
    });
    if (!unconfirmed) return unconfirmed.error();
    if (!*unconfirmed || !(*unconfirmed)->desk_id.empty()) return Found();
    const db::IncidentRow& incident = **unconfirmed;
    const auto desk = desk_named(incident.desk, snapshots_, desks_);
    if (!desk) return Found();  // no longer in the settings: it cannot be searched
    const auto all = (*desk)->find_all(incident.desk_key);
    if (!all)
        return Error{Fault::unavailable,
                     "nothing was dropped: could not find out whether desk \"" + incident.desk +
                         "\" has an incident of this alert (" + all.error().message +
                         "). Try again later, or drop without looking",
                     all.error().detail};
    auto one = that_counts(*all);
    return one && one->state == IncidentState::open ? one : Found();
}

Result<std::string> ParkedItems::drop(std::int64_t delivery, const std::string& who, const std::string& why,
                                      bool look_first) {
    const auto item = db::in_reading(database_, [&](db::Transaction& tx) -> Result<std::optional<db::Item>> {
        return db::Inbox(tx).parked(delivery);
    });
    if (!item) return item.error();
    if (!*item) return not_parked(delivery);
    const auto there = look_first ? opened_after_all(**item) : std::optional<DeskIncident>();
    if (!there) return there.error();
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<std::string> {
        if (!db::Inbox(tx).drop(delivery, env_.clock.now(), who, why)) return not_parked(delivery);
        return close_dropped(tx, **item, *there, "by " + who + ": " + why);
    });
}

// Updates the alert of a dropped delivery; `there` is its incident if the desk has one open after all.  Returns a text
// for the operator, or an empty one.
std::string ParkedItems::close_dropped(db::Transaction& tx, const db::Item& item,
                                       const std::optional<DeskIncident>& there, const std::string& why) {
    const Time now = env_.clock.now();
    Rows rows = rows_as_worked_on(tx, item.connection, item.alert_key);
    std::string finding;
    if (rows.alert.id) {
        const State next = there ? State::open : dropped(rows.alert.state);
        if (next != rows.alert.state && rows.incident.id) {
            rows.incident.status = next == State::open ? db::IncidentStatus::open : db::IncidentStatus::closed;
            if (there) {
                rows.incident.desk_id = there->id;
                rows.incident.number = there->number;
                rows.incident.url = there->url;
                finding = "incident " + rows.incident.number + " is open in desk \"" + rows.incident.desk +
                          "\": its opening had succeeded. The mapping keeps it, and its Resolved will resolve it";
            }
            db::Alerts(tx).save(rows.incident, now);
        }
        rows.alert.state = next;
        // The alert fires, although its Fired was dropped: its Resolved must find the incident.
        if (there && rows.happening && rows.member.state != State::open) {
            rows.member.state = State::open;
            ++rows.happening->state.members;
        }
        const Moment moment = db::now(tx, env_.clock);
        save_alert(tx, rows, nullptr, moment);
        // What its route's policies wait for is found by working on it at once.
        if (rows.happening) db::Happenings(tx).save(*rows.happening, moment.tick, moment);
    }
    db::AuditTrail audit_trail(tx);
    audit_trail.add(
        {now, item.connection, item.alert_key, item.delivery, rows.incident.id, AuditEventType::dropped, why});
    if (!finding.empty())
        audit_trail.add(
            {now, item.connection, item.alert_key, item.delivery, rows.incident.id, AuditEventType::found, finding});
    return finding;
}

}  // namespace secure_export::service::operations
