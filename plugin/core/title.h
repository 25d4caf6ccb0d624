#pragma once
#include <string>

#include "core/affected.h"

namespace secure_export {

// What is wrong, on what, in at most `max` characters: the rule is shortened before the resource is lost.
std::string title_of(const Alert& alert, const Affected& affected, std::size_t max);

// "Sev0" to "Sev4", or what the alert says in its place.
std::string severity_of(const Alert& alert);

}  // namespace secure_export
