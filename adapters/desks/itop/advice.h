#pragma once
// Which setting to look at when iTop turned an incident down: a guess from the attribute codes in what it said, which
// are not translated.

#include <string>
#include <vector>

#include "adapters/desks/itop/key_in_incident.h"

namespace secure_export::desks::itop {

// For what payload.h's new_fields and resolve_fields sent.
std::string look_at_new(const DeskSettings& settings, const Correlation& correlation, const std::string& words);
std::string look_at_resolve(const DeskSettings& settings, const std::string& words);

// The attributes that a stimulus found missing; iTop's text for it is the same in every language.
std::vector<std::string> missing_attributes(const std::string& words);

}  // namespace secure_export::desks::itop
