#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace secure_export {

// Parses a time as Azure writes it: ISO 8601 with any number of fraction digits or none, "Z", an offset, or no zone
// (taken as UTC); and the month-first form of log V1 contexts, "3/22/2019 1:36:33 PM" or "12/13/2017 20:53:57".
// Digits below a millisecond are dropped.  nullopt for any other form and for dates that do not exist.
std::optional<Time> read_time(std::string_view text);

// "2026-01-01T10:00:00.123Z", always with three fraction digits, so that the texts sort in the order of the times.
std::string iso(Time time);

// "2026-01-01 10:00:00 UTC", for people.
std::string for_people(Time time);

}  // namespace secure_export
