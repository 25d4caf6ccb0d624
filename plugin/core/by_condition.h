#pragma once
// OneIncidentFor::condition (core/settings.h).

#include "core/alert.h"

namespace secure_export {

// The alert counts as one of its condition: Alert::key is its condition_key, and one that says that all is well again
// is resolved, at the time it was sent.  One without condition_key stays as it is.
void count_by_condition(Alert& alert);

}  // namespace secure_export
