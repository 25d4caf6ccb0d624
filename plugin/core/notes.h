#pragma once
// What is written into an incident that is there already: what is new, on a first line that says what happened.

#include <optional>
#include <string>

#include "core/alert.h"

namespace secure_export {

// `when`: in words.  `severity_before`: as the firing before told it; empty: not known, or the same.
std::string fired_again_text(const Alert& alert, const std::string& when, const std::string& severity_before);

// `fired`, `resolved`: for how long it lasted; nothing where either is not known.
std::string resolved_text(const Alert& alert, const std::string& when, std::optional<Time> fired,
                          std::optional<Time> resolved);

// "8 min", "2 h 5 min", "3 days 4 h".
std::string length_in_words(Seconds length);

}  // namespace secure_export
