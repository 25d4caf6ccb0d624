#include "service/unwritten.h"

#include <iterator>

#include "db/engine/in_transaction.h"

namespace secure_export::service {

namespace {

Outcome put_back(db::Database& database, const Clock& clock, const std::vector<db::Item>& items) {
    return db::in_transaction(database, [&](db::Transaction& tx) -> Outcome {
        const Tick now = db::now(tx, clock).tick;
        for (const db::Item& item : items)
            db::Inbox(tx).put_back(item, now, "the result of the last attempt could not be written to the database");
        return {};
    });
}

}  // namespace

Unwritten::Unwritten(db::Database& database, const Environment& env) : database_(database), env_(env) {}

void Unwritten::remember(const db::Item& item) {
    db::Item claim{};
    claim.delivery = item.delivery;
    claim.attempt = item.attempt;
    const std::scoped_lock lock(mutex_);
    items_.push_back(std::move(claim));
}

void Unwritten::give_back() {
    std::vector<db::Item> taken;
    {
        const std::scoped_lock lock(mutex_);
        taken.swap(items_);
    }
    if (taken.empty()) return;
    if (put_back(database_, env_.clock, taken)) {
        env_.log.write(Level::warning,
                       std::to_string(taken.size()) + " deliveries whose result could not be written are retried");
        return;
    }
    const std::scoped_lock lock(mutex_);
    items_.insert(items_.end(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
}

}  // namespace secure_export::service
