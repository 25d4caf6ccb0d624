#pragma once
// What of the settings matters to an incident: its fields, and where to look when iTop turns them down.

#include <json/value.h>

#include <optional>
#include <string>

#include "adapters/desks/itop/correlation.h"

namespace secure_export::desks::itop {

// Nothing, or which setting cannot be part of a question to iTop.
std::optional<Error> unusable(const DeskSettings& settings);

// The fields of a new incident, its configuration item included.
Json::Value new_fields(const DeskSettings& settings, const Correlation& correlation, const NewIncident& incident);
Json::Value resolve_fields(const DeskSettings& settings, const std::string& text);
// Team and agent of the settings; nothing where people set one.
Json::Value assignment(const DeskSettings& settings, const Row& incident);

// The settings to look at when `words` turned down what the function above sent.  A guess from the attribute codes in
// them, which are not translated.
std::string look_at_new(const DeskSettings& settings, const Correlation& correlation, const std::string& words);
std::string look_at_resolve(const DeskSettings& settings, const std::string& words);

}  // namespace secure_export::desks::itop
