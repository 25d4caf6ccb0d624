#pragma once
// What anyone may know: whether the database takes writes and how old the keys are.  No names, no secrets.

#include <mutex>
#include <optional>

#include "core/exchange.h"
#include "service/snapshot.h"

namespace secure_export::service {

class Health {
public:
    Health(db::Database& database, Snapshots& snapshots, const Environment& env);
    // 200 when alerts can be accepted, 503 otherwise.  A stranger's questions cost one write in 5 s at most.
    // [concurrent]
    Reply report();

private:
    bool database_takes_writes();

    db::Database& database_;
    Snapshots& snapshots_;
    const Environment& env_;
    std::mutex mutex_;
    std::optional<Milliseconds> probed_;  // Uptime::since
    bool writable_ = false;
};

}  // namespace secure_export::service
