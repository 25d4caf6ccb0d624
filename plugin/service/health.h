#pragma once
// The public health report: whether an alert sent now would be accepted, and why not.  Contains no names or secrets.

#include "core/exchange.h"
#include "service/database_probe.h"
#include "service/snapshot.h"
#include "service/wall_clock.h"
#include "service/worker_presence.h"

namespace secure_export::service {

class Health {
public:
    Health(db::Database& database, Snapshots& snapshots, DatabaseProbe& probe, WallClock& wall, WorkerPresence& workers,
           const Environment& env);

    // 200 with status "ok", or "degraded" and reasons; 503 with "down" and reasons when no alert would be accepted now.
    // plugin/README.md lists the reasons.  Evaluated at each call (but see DatabaseProbe).  [concurrent]
    Reply report();

private:
    struct Report;
    void look_at_database(Report& report);
    void look_at_settings(Report& report);
    void look_at_keys(Report& report, const Snapshot& snapshot, db::Transaction& tx, const Moment& now) const;
    void look_at_connections(Report& report, const Snapshot& snapshot, db::Transaction& tx, const Moment& now) const;
    void look_at_work(Report& report, db::Transaction& tx, const Moment& now);
    bool settings_are_the_trouble();

    db::Database& database_;
    Snapshots& snapshots_;
    DatabaseProbe& probe_;
    WallClock& wall_;
    WorkerPresence& workers_;
    const Environment& env_;
};

}  // namespace secure_export::service
