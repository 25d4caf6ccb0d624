#pragma once
#include <optional>

#include "core/clock.h"
#include "core/policies.h"
#include "core/time_zones.h"

namespace secure_export {

// When the maintenance that covers `now` is over, windows that touch or overlap each other taken as one; nullopt: no
// window covers `now`.  A window covers its beginning and not its end; its length is time that passes, also where
// clocks are set forward or back meanwhile.  A weekly window whose zone is not known covers nothing, so that alerts
// open incidents.  Where windows follow each other for more than a fortnight the time is one in between: ask again
// then.
std::optional<Time> maintenance_ends(const RoutePolicies& policies, Time now, const TimeZones& zones);

}  // namespace secure_export
