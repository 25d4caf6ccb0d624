#pragma once
#include <string_view>

#include "core/clock.h"
#include "core/result.h"

namespace secure_export {

// Parses a point in time as operators write it, UTC: "2h", "30m", "3 days" (that long before `now`; also s and w),
// "now", "today", "yesterday" (from midnight), a date (2026-11-26), or an ISO time (2026-11-26T18:30, with or without
// seconds and offset).  Everything else is Fault::invalid with examples.  `name` is the parameter's name in that
// message ("since").
Result<Time> read_since(std::string_view name, std::string_view text, Time now);

}  // namespace secure_export
