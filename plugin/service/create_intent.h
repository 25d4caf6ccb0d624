#pragma once
// A create may take effect in a remote desk long after we gave it up: after a time limit, a kill, a lost lease.  So the
// intent to create is committed right before the create leaves, and until it can no longer take effect (the settling
// time) the desk is only asked, never told to create again.

#include "service/desk_acts.h"

namespace secure_export::service {

// How long after it was sent a create may still take effect.  Desks whose create ends with a transaction of their own
// (local, host): 0.  Others: their setting settling_time_s, or 3 x time_limit_s and at least 60 s; doubled for each
// create in a row that outlasted the time limit (`slow_creates`), up to 15 minutes or the setting where that is longer.
Milliseconds settling_time(const DeskSettings& desk, int slow_creates);

// Commits that the incident's create is sent now; with it the incident's key, which may be another than when the item
// was claimed.  Fault::unavailable when the claim went to another worker meanwhile, or the database does not take it:
// then nothing may be sent.
Outcome commit_create(Acting& acting, const Tools& tools);

// Commits the incident and the alert as they are in `acting`, before anything is done about an incident that was found.
// Errors as above.
Outcome commit_found(Acting& acting, const Tools& tools);

// Whether a create that was sent may still take effect.
bool may_take_effect(const db::IncidentRow& incident, Tick now);

// Writes down whether creates of the desk outlast its time limit.
void note_speed(db::Transaction& tx, const DeskSettings& desk, const ActResult& result);

}  // namespace secure_export::service
