#include "service/work_line.h"

#include "inbound/notice.h"
#include "service/desk_acts.h"

namespace secure_export::service {

namespace {

// Longer than the slowest item: a look at the incident before and an order to open it again, two minutes of look-ups, a
// search and an order, each within an operation's 90 s.  A worker that dies is known at once, so nothing waits for this
// but what a stuck one holds.
constexpr Milliseconds lease = std::chrono::minutes(15);

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
    park(tx, item, claimed.error().say, env_);
    return Begun(Settled{});
}

// `delivery`: the one that it is about, also when it throws.
Result<Begun> WorkLine::claim_and_intend(const std::string& holder, std::int64_t& delivery) {
    auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    // Bodies are read outside of the write lock: a large one takes tens of milliseconds.
    std::optional<db::Item> expected;
    {
        auto tx = database_.read();  // most calls find nothing due: no write lock for them
        if (!tx) return tx.error();
        expected = db::Inbox(*tx).peek(db::now(*tx, env_.clock).tick);
        if (!expected) return Begun(NothingDue{});
    }
    delivery = expected->delivery;
    auto alert = inbound::read_alert(expected->body);
    std::optional<db::Item> item;
    {
        auto tx = database_.write();
        if (!tx) return tx.error();
        item = db::Inbox(*tx).claim(db::now(*tx, env_.clock).tick, lease, holder);
        if (!item) return Begun(NothingDue{});
        delivery = item->delivery;
        const bool as_expected = item->delivery == expected->delivery;
        Begun begun = NothingDue{};
        if (as_expected) begun = intend_read(*tx, *snapshot, std::move(*item), std::move(alert));
        if (const Outcome committed = tx->commit(); !committed) return committed.error();
        if (as_expected) return begun;
    }
    // Another worker was quicker, and this is the next one.
    alert = inbound::read_alert(item->body);
    auto tx = database_.write();
    if (!tx) return tx.error();
    if (!db::Inbox(*tx).holds(*item)) return Begun(Settled{});
    Begun begun = intend_read(*tx, *snapshot, std::move(*item), std::move(alert));
    if (const Outcome committed = tx->commit(); !committed) return committed.error();
    return begun;
}

Result<Begun> WorkLine::begin(const std::string& holder) {
    std::int64_t delivery = 0;
    std::string unworkable;
    try {
        return claim_and_intend(holder, delivery);
    } catch (const db::ConstraintError& e) {
        unworkable = std::string("the mapping does not allow it (") + e.what() + ")";
    } catch (const db::StorageError& e) {
        return Error{Fault::unavailable, "the database is away", e.what()};
    } catch (const std::exception& e) {
        unworkable = e.what();
    }
    if (const Outcome parked = park_unworkable(holder, delivery, unworkable); !parked) return parked.error();
    return Begun(Settled{});
}

Outcome WorkLine::park_unworkable(const std::string& holder, std::int64_t delivery, const std::string& why) {
    auto tx = database_.write();
    if (!tx) return tx.error();
    const Moment now = db::now(*tx, env_.clock);
    const auto item = db::Inbox(*tx).claim(now.tick, lease, holder);
    if (!item || item->delivery != delivery) return {};  // another worker was quicker and will see for itself
    const std::string reason = "cannot be worked on: " + why;
    db::Inbox(*tx).park(*item, now.wall, reason);
    tell(*tx, *item, 0, {{"parked", reason}}, now.wall);
    env_.log.write(Level::error, "delivery " + std::to_string(delivery) + " is parked: " + reason);
    return tx->commit();
}

Result<Ending> WorkLine::carry_out_in_desk(Acting& acting, const Intended& intended, Contact& contact) try {
    auto desk = desks_.get(*intended.claimed->snapshot, intended.plan.desk);
    if (!desk) return desk.error();
    WatchedDesk watched(**desk, contact);
    return carry_out(acting, {watched, *intended.desk, database_, env_});
} catch (const db::StorageError& e) {
    return Error{Fault::unavailable, "the database is away", e.what()};
} catch (const std::exception& e) {
    return Error{Fault::broken, "desk \"" + intended.plan.desk + "\" failed in a way that is not foreseen", e.what()};
}

ActResult WorkLine::act(const Intended& intended) {
    Acting acting{*intended.claimed, intended.plan, intended.rows, {}, {}};
    Contact contact;
    Result<Ending> ending = carry_out_in_desk(acting, intended, contact);
    return {std::move(acting.rows), std::move(acting.story), acting.create_was_slow, std::move(contact),
            std::move(ending)};
}

Result<bool> WorkLine::once(const std::string& holder) {
    Result<Begun> begun = begin(holder);
    if (!begun) return begun.error();
    if (std::holds_alternative<NothingDue>(*begun)) return false;
    // A second plan follows where the desk's people were quicker; it ends in an incident that this worker opens.
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
