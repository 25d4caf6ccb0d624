#pragma once
// Plays stored alerts through settings, sending nothing.  One replay at a time in a process; each reads in short
// transactions, and writes nothing.

#include <atomic>

#include "admin/replay.h"
#include "db/engine/database.h"
#include "service/environment.h"
#include "service/snapshot.h"

namespace secure_export::service::operations {

class Replayer : public admin::Replayer {
public:
    Replayer(db::Database& database, Snapshots& snapshots, const Environment& env)
        : database_(database), snapshots_(snapshots), env_(env) {}

    Result<admin::Replay> replay(const admin::ReplayOrder& order) override;  // [concurrent]

private:
    Result<admin::Replay> replay_alone(const admin::ReplayOrder& order);

    db::Database& database_;
    Snapshots& snapshots_;
    const Environment& env_;
    std::atomic<bool> runs_{false};
};

}  // namespace secure_export::service::operations
