#pragma once
// OneIncidentFor::condition (core/settings.h).

#include "core/alert.h"

namespace secure_export {

// Makes the alert one of its condition: sets Alert::key to condition_key; an alert that reports a recovery (well_again)
// becomes Resolved, at the time it was sent.  An alert without condition_key is not changed.
// Resource Health has its happening (core/happening.h) instead; deliveries accepted before that keep their condition.
void count_by_condition(Alert& alert);

}  // namespace secure_export
