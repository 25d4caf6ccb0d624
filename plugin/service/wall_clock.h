#pragma once
// Whether the machine's clock can be right: one that shows less than what the database has kept is behind, and refuses
// genuine tokens as not valid yet.

#include <atomic>
#include <optional>

#include "db/engine/database.h"
#include "service/environment.h"

namespace secure_export::service {

class WallClock {
public:
    WallClock(db::Database& database, const Environment& env);

    // By more than what is allowed for in tokens, too.  False where the database cannot be read.  [concurrent]
    bool is_behind();
    // The same, in a transaction that is open.  Throws db::StorageError.
    bool is_behind(db::Transaction& tx) const;

    // A genuine token was turned away for our clock; one was let in.  [concurrent]
    void turned_away() { turns_away_ = true; }
    void let_in() { turns_away_ = false; }
    bool turns_away() const { return turns_away_; }

private:
    db::Database& database_;
    const Environment& env_;
    std::atomic<bool> turns_away_{false};
};

}  // namespace secure_export::service
