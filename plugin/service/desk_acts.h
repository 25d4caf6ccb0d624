#pragma once
// Carries out in the desk what the lifecycle decided.  Changes `job` (incident, story) and nothing in the database.

#include "core/desk.h"
#include "service/work_job.h"

namespace secure_export::service {

// Does job.step.act.  Holds no transaction; `database` is read for pinned bindings.  After an Error the same act is
// tried again later (Fault::unavailable) or parked.
Result<Effects> carry_out(Job& job, Desk& desk, db::Database& database);

}  // namespace secure_export::service
