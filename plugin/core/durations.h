#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace secure_export {

// Reads a length of time as operators write it: whole numbers with their units (w, d, h, m, s, or the words), from the
// longest unit to the shortest, each once: "90s", "5m", "2 hours", "1d", "1h 30m".  nullopt for any other text, and for
// a number beyond max_time_units.
std::optional<Milliseconds> read_duration(std::string_view text);

// The text that read_duration() reads back: "90s", "5m", "1h 30m".  "" for zero; what is below a second is left out.
std::string duration_text(Milliseconds duration);

}  // namespace secure_export
