#pragma once
// Suggests the setting to check after iTop refused an incident: a guess by the attribute codes in its message, which
// are not translated.

#include <string>
#include <vector>

#include "adapters/desks/itop/key_in_incident.h"

namespace secure_export::desks::itop {

// After sending new_fields() and resolve_fields() of payload.h.
std::string look_at_new(const DeskSettings& settings, const Correlation& correlation, const std::string& words);
std::string look_at_resolve(const DeskSettings& settings, const std::string& words);

// The attributes that iTop reported as missing for a stimulus; that message is the same in every language.
std::vector<std::string> missing_attributes(const std::string& words);

}  // namespace secure_export::desks::itop
