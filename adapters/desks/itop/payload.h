#pragma once
// Builds the fields to send, by the codes of the data model, and checks that the settings can be sent.

#include <json/value.h>

#include <optional>
#include <string>

#include "adapters/desks/itop/key_in_incident.h"

namespace secure_export::desks::itop {

// An Error naming the first setting that cannot be part of a query; nullopt if all can.
std::optional<Error> unusable(const DeskSettings& settings);

// Checks the fields that a route sets in one incident in the same way.
std::optional<Error> unusable(const DeskSettings& settings, const FieldMap& of_route);

// The fields of a new incident, including its configuration item.  Its route's fields override the desk's.
Json::Value new_fields(const DeskSettings& settings, const Correlation& correlation, const NewIncident& incident);
// The attributes that make `incident` at least as important; null when it is.  Levels that are no numbers, and those
// that "fields" fixes, are left alone.
Json::Value raised_fields(const DeskSettings& settings, const Row& incident, int impact, int urgency);

Json::Value resolve_fields(const DeskSettings& settings, const std::string& text, const DeskFields& filled = {});
// Team and agent from the settings; empty if people have set one of them.
Json::Value assignment(const DeskSettings& settings, const Row& incident);

// The attributes that iTop reported as missing for a stimulus and the setting "fields" has.  They are empty in the
// incident, so nothing that people chose is overwritten.
Json::Value missing_fields(const DeskSettings& settings, const std::string& words);

}  // namespace secure_export::desks::itop
