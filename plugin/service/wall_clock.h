#pragma once
// Detects a wrong clock.  A clock that shows a time earlier than one stored in the database is behind, and makes valid
// tokens look not yet valid.

#include <atomic>
#include <optional>

#include "db/engine/database.h"
#include "service/environment.h"

namespace secure_export::service {

class WallClock {
public:
    WallClock(db::Database& database, const Environment& env);

    // True if the clock is behind by more than the skew allowed for tokens.  False if the database cannot be read.
    // [concurrent]
    bool is_behind();
    // is_behind() inside an open transaction.  Throws db::StorageError.
    bool is_behind(db::Transaction& tx) const;

    // Record that a verified token was rejected because of our clock, or accepted.  [concurrent]
    void turned_away() { turns_away_ = true; }
    void let_in() { turns_away_ = false; }
    bool turns_away() const { return turns_away_; }

private:
    db::Database& database_;
    const Environment& env_;
    std::atomic<bool> turns_away_{false};
};

}  // namespace secure_export::service
