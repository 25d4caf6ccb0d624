#pragma once
// What other settings mean for the incidents that are open now.

#include "admin/replay.h"
#include "core/settings.h"
#include "db/engine/database.h"
#include "service/environment.h"

namespace secure_export::service::operations {

// Fills the part about open incidents of `into`.  An incident without policies ends as it was begun, whatever its route
// says by now; one with policies goes by its route as the settings have it when something comes or is due.
Outcome compare_open(db::Database& database, const Environment& env, const Settings& in_force, const Settings& edited,
                     const admin::ReplayOrder& order, admin::Replay& into);

}  // namespace secure_export::service::operations
