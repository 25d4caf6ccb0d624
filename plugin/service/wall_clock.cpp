#include "service/wall_clock.h"

#include "db/engine/in_transaction.h"
#include "db/store/newest.h"
#include "inbound/limits.h"

namespace secure_export::service {

WallClock::WallClock(db::Database& database, const Environment& env) : database_(database), env_(env) {}

bool WallClock::is_behind(db::Transaction& tx) const {
    const auto newest = db::newest(tx);
    return newest && env_.clock.now() + inbound::max_token_skew < *newest;
}

bool WallClock::is_behind() {
    const auto behind = db::in_reading(database_, [&](db::Transaction& tx) -> Result<bool> { return is_behind(tx); });
    return behind && *behind;
}

}  // namespace secure_export::service
