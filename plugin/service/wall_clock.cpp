#include "service/wall_clock.h"

#include "db/store/newest.h"

namespace secure_export::service {

namespace {
constexpr Milliseconds allowed = std::chrono::minutes(5);  // as of tokens (inbound/claims.cpp)
}

WallClock::WallClock(db::Database& database, const Environment& env) : database_(database), env_(env) {}

bool WallClock::is_behind(db::Transaction& tx) const {
    const auto newest = db::newest(tx);
    return newest && env_.clock.now() + allowed < *newest;
}

bool WallClock::is_behind() try {
    auto tx = database_.read();
    return tx && is_behind(*tx);
} catch (const db::StorageError&) {
    return false;
}

}  // namespace secure_export::service
