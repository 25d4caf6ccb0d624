#pragma once
#include <string_view>

#include "core/clock.h"
#include "core/result.h"

namespace secure_export {

// A point in time as operators write it, UTC: "2h", "30m", "3 days" (so long before `now`; also s and w), "now",
// "today", "yesterday" (from midnight), a date (2026-11-26), or an ISO time (2026-11-26T18:30, with or without seconds
// and offset).  Fault::invalid, with examples, for everything else: nothing is guessed.  `name` is what it was given
// for ("since").
Result<Time> read_since(std::string_view name, std::string_view text, Time now);

}  // namespace secure_export
