#pragma once
// Prevents duplicate incidents.  A create request may take effect in a remote desk long after we stopped waiting for
// it: after a time limit, a kill, a lost lease.  So the intent is committed directly before the request is sent.  Until
// it can no longer take effect (the settling time), the desk is only searched, and no second create is sent.

#include "service/desk_acts.h"

namespace secure_export::service {

// How long after it was sent a create may still take effect.  0 for desks that create in a transaction of ours (local,
// host).  Others: their setting settling_time_s, or 3 x time_limit_s but at least 60 s; doubled for each consecutive
// create that exceeded the time limit (`slow_creates`), up to 15 minutes or the setting, whichever is longer.
Milliseconds settling_time(const DeskSettings& desk, int slow_creates);

// Commits that the incident's create is sent now, together with the incident's key, which may have changed since the
// item was claimed.  Fault::unavailable when another worker has the claim by now, or the database cannot be written:
// then the caller must not send anything.
Outcome commit_create(Acting& acting, const Tools& tools);

// Commits the incident and the alert as they are in `acting`, before an incident that was found is changed.  Errors as
// of commit_create().
Outcome commit_found(Acting& acting, const Tools& tools);

// Whether a create that was sent may still take effect.
bool may_take_effect(const db::IncidentRow& incident, Tick now);

// Records whether the desk's creates exceed its time limit.
void note_speed(db::Transaction& tx, const DeskSettings& desk, const ActResult& result);

}  // namespace secure_export::service
