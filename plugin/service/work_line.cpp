#include "service/work_line.h"

#include "db/engine/in_transaction.h"
#include "inbound/notice.h"
#include "service/desk_acts.h"
#include "service/unforeseen.h"

namespace secure_export::service {

namespace {

// Longer than the slowest item: reading and reopening the previous incident, two minutes of CI look-ups, a search and a
// create, each operation taking up to 90 s.  A worker that dies is noticed at once (WorkerPresence), so only items of a
// worker that hangs wait this long.
constexpr Milliseconds work_lease = std::chrono::minutes(15);

}  // namespace

WorkLine::WorkLine(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, Unwritten& unwritten,
                   const Environment& env)
    : database_(database),
      snapshots_(snapshots),
      desks_(desks),
      unwritten_(unwritten),
      env_(env),
      recording_(database, env) {}

Begun WorkLine::intend_read(db::Transaction& tx, std::shared_ptr<const Snapshot> snapshot, db::Item item,
                            Result<Alert> alert) {
    auto claimed = as_claimed(std::move(snapshot), std::move(item), std::move(alert));
    if (claimed) return intend(tx, std::make_shared<const Claimed>(std::move(*claimed)), env_);
    // NOLINTNEXTLINE(bugprone-use-after-move): as_claimed() leaves it unchanged when it fails
    park(tx, item, claimed.error().message, env_);
    return Begun(Settled{});
}

// Sets `delivery` to the claimed one, also when it fails.
Result<Begun> WorkLine::claim_and_intend(const std::string& lease_owner, std::int64_t& delivery) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    // Most calls find nothing due: check that without a write lock.  Bodies are parsed without one too: a large body
    // takes tens of milliseconds.
    const auto expected = db::in_reading(database_, [&](db::Transaction& tx) -> Result<std::optional<db::Item>> {
        return db::Inbox(tx).peek(db::now(tx, env_.clock).tick);
    });
    if (!expected) return expected.error();
    if (!*expected) return Begun(NothingDue{});
    delivery = (*expected)->delivery;
    auto alert = inbound::read_alert((*expected)->body);
    std::optional<db::Item> other;  // the next item, if another worker claimed the expected one first
    auto begun = db::in_transaction(database_, [&](db::Transaction& tx) -> Result<Begun> {
        auto item = db::Inbox(tx).claim(db::now(tx, env_.clock).tick, work_lease, lease_owner);
        if (!item) return Begun(NothingDue{});
        delivery = item->delivery;
        if (delivery == (*expected)->delivery) return intend_read(tx, *snapshot, std::move(*item), std::move(alert));
        other = std::move(*item);
        return Begun(NothingDue{});
    });
    if (!begun || !other) return begun;
    alert = inbound::read_alert(other->body);
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<Begun> {
        if (!db::Inbox(tx).holds(*other)) return Begun(Settled{});
        return intend_read(tx, *snapshot, std::move(*other), std::move(alert));
    });
}

Result<Begun> WorkLine::begin(const std::string& lease_owner) {
    std::int64_t delivery = 0;
    auto begun = foreseen("the work line", [&] { return claim_and_intend(lease_owner, delivery); });
    if (begun || delivery == 0) return begun;
    const Error& error = begun.error();
    if (worth_retrying(error.fault)) return begun;
    const std::string why = error.fault == Fault::refused ? not_in_mapping(error) : error.for_log();
    if (const Outcome parked = park_unworkable(lease_owner, delivery, why); !parked) return parked.error();
    return Begun(Settled{});
}

Outcome WorkLine::park_unworkable(const std::string& lease_owner, std::int64_t delivery, const std::string& why) {
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
        const Moment now = db::now(tx, env_.clock);
        const auto item = db::Inbox(tx).claim(now.tick, work_lease, lease_owner);
        if (!item || item->delivery != delivery) {  // another worker claimed it and will find the same fault
            tx.roll_back();
            return {};
        }
        const std::string reason = "cannot be worked on: " + why;
        db::Inbox(tx).park(*item, now.wall, reason);
        tell(tx, *item, 0, {{AuditEventType::parked, reason}}, now.wall);
        env_.log.write(Level::error, "delivery " + std::to_string(delivery) + " is parked: " + reason);
        return {};
    });
}

Result<Ending> WorkLine::carry_out_in_desk(Acting& acting, const Intended& intended, CallOutcome& call_outcome) {
    return foreseen(quoted_desk(intended.plan.desk), [&]() -> Result<Ending> {
        auto desk = desks_.get(*intended.claimed->snapshot, intended.plan.desk);
        if (!desk) return desk.error();
        WatchedDesk watched(**desk, call_outcome);
        return carry_out(acting, {watched, *intended.desk, database_, env_});
    });
}

ActResult WorkLine::act(const Intended& intended) {
    Acting acting{*intended.claimed, intended.plan, intended.rows, {}, {}};
    CallOutcome call_outcome;
    Result<Ending> ending = carry_out_in_desk(acting, intended, call_outcome);
    return {std::move(acting.rows),      std::move(acting.audit_trail), acting.create_was_slow,
            std::move(acting.looked_up), std::move(call_outcome),       std::move(ending)};
}

Result<bool> WorkLine::once(const std::string& lease_owner) {
    Result<Begun> begun = begin(lease_owner);
    if (!begun) return begun.error();
    if (std::holds_alternative<NothingDue>(*begun)) return false;
    // A second plan follows if people closed the incident meanwhile; it ends with an incident that this worker opens.
    while (const auto* intended = std::get_if<Intended>(&*begun)) {
        auto recorded = recording_.record(*intended, act(*intended));
        if (!recorded) {
            unwritten_.remember(intended->claimed->item);
            return recorded.error();
        }
        Begun next = std::move(*recorded);
        *begun = std::move(next);
    }
    return true;
}

}  // namespace secure_export::service
