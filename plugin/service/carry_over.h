#pragma once
// After an upgrade from a version before happenings (core/happening.h): open incidents of Service Health, Resource
// Health, operations and issues are given to their happenings, in small steps while alerts are accepted.  No alert is
// worked on before all are: the next message of a happening would open a second incident.

#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

#include "db/engine/database.h"
#include "service/environment.h"

namespace secure_export::service {

class CarryOver {
public:
    CarryOver(db::Database& database, const Environment& env) : database_(database), env_(env) {}
    // Takes one step of at most max_carried_at_once incidents; false when all were looked at.  The oldest open incident
    // of a happening counts; others stay as they are.  Fault::unavailable as the database.  [concurrent]
    Result<bool> once();

private:
    Result<bool> begin();
    Outcome step(const std::vector<std::int64_t>& incidents);

    db::Database& database_;
    const Environment& env_;
    std::atomic<bool> done_{false};
    std::mutex mutex_;
    std::optional<std::vector<std::int64_t>> left_;  // the newest first; nullopt: not asked yet
};

}  // namespace secure_export::service
