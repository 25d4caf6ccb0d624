#pragma once
// Runs the steps of the work line for one alert and stops before anything is written or created.  The only call to the
// desk is the CI look-up.

#include "admin/dry_run.h"
#include "db/engine/database.h"
#include "service/desk_directory.h"

namespace secure_export::service::operations {

class DryRunner : public admin::DryRunner {
public:
    DryRunner(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env)
        : database_(database), snapshots_(snapshots), desks_(desks), env_(env) {}

    Result<admin::DryRun> run(const admin::DryRunOrder& order) override;

private:
    db::Database& database_;
    Snapshots& snapshots_;
    DeskDirectory& desks_;
    const Environment& env_;
};

}  // namespace secure_export::service::operations
