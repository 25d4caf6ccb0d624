#pragma once
// What is sent about an incident, by the codes of the data model, and whether the settings can be sent at all.

#include <json/value.h>

#include <optional>
#include <string>

#include "adapters/desks/itop/key_in_incident.h"

namespace secure_export::desks::itop {

// Nothing, or which setting cannot be part of a question to iTop.
std::optional<Error> unusable(const DeskSettings& settings);

// The same of the fields that a route gives to one incident.
std::optional<Error> unusable(const DeskSettings& settings, const FieldMap& of_route);

// The fields of a new incident, its configuration item included.  Those of its route replace the desk's own.
Json::Value new_fields(const DeskSettings& settings, const Correlation& correlation, const NewIncident& incident);
Json::Value resolve_fields(const DeskSettings& settings, const std::string& text);
// Team and agent of the settings; nothing where people set one.
Json::Value assignment(const DeskSettings& settings, const Row& incident);

// What a stimulus was turned down for as missing and the setting "fields" gives: nobody has chosen it, so nothing of
// anybody's is overwritten.
Json::Value missing_fields(const DeskSettings& settings, const std::string& words);

}  // namespace secure_export::desks::itop
