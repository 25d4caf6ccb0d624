#pragma once
// Notes for an existing incident: the first line says what happened, the rest what has changed.

#include <optional>
#include <string>

#include "core/alert.h"

namespace secure_export {

// `when`: a time, formatted for people.  `severity_before`: of the previous firing; empty: unknown, or the same.
// Of a message about a happening (core/happening.h) the first line says what it reports.
std::string fired_again_text(const Alert& alert, const std::string& when, const std::string& severity_before);

// `fired`, `resolved`: give the duration, which is left out if either is unknown, and for a happening: its beginning is
// not kept.
std::string resolved_text(const Alert& alert, const std::string& when, std::optional<Time> fired,
                          std::optional<Time> resolved);

// "8 min", "2 h 5 min", "3 days 4 h".
std::string length_in_words(Seconds length);

}  // namespace secure_export
