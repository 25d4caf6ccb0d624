#pragma once
#include <string>

#include "core/affected.h"

namespace secure_export {

// What is wrong on which resource, in at most `max` characters; the rule is shortened before the resource's name is.
std::string title_of(const Alert& alert, const Affected& affected, std::size_t max);

// The text before the first full stop.
std::string first_sentence(const std::string& text);

// "Sev0" to "Sev4", or the alert's own severity text if it is none of these.
std::string severity_of(const Alert& alert);

}  // namespace secure_export
