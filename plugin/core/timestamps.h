#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace secure_export {

// Reads a time as Azure writes it: ISO 8601 with any number of fraction digits or none, "Z", an offset, or no zone at
// all (taken as UTC); and the month-first form of log V1 contexts, "3/22/2019 1:36:33 PM" or "12/13/2017 20:53:57".
// Digits below a millisecond are dropped.  Nothing when it is none of these or no real date.
std::optional<Time> read_time(std::string_view text);

// "2026-01-01T10:00:00.123Z", always with three digits, so that texts sort as the times do.
std::string iso(Time time);

// "2026-01-01 10:00:00 UTC", for people.
std::string for_people(Time time);

}  // namespace secure_export
