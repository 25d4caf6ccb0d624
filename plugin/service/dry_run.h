#pragma once
// Goes through the steps of the work line for one alert and stops before anything is written or created.  The desk is
// asked for the configuration item, nothing else.

#include "admin/dry_run.h"
#include "service/desk_directory.h"

namespace secure_export::service {

// Fault::invalid when the settings, the connection or the alert cannot be used, with the reason.
Result<admin::DryRun> dry_run(const admin::DryRunOrder& order, db::Database& database, Snapshots& snapshots,
                              DeskDirectory& desks, const Environment& env);

}  // namespace secure_export::service
