#pragma once
// The policies of a route, as they stand beside its other keys in the settings document.

#include "core/policies.h"
#include "core/time_zones.h"
#include "settings/document_reader.h"

namespace secure_export::settings {

// Absent keys get their defaults; `zones` as in read_settings().  What is wrong is added to the reader's problems, each
// with its place.
RoutePolicies read_policies(ObjectReader& route, const TimeZones* zones);

// Adds every key; read_policies() returns the same policies for it.
void write_policies(const RoutePolicies& policies, Json::Value& route);

// Gives every route of a settings document the keys of policies that it lacks, with their defaults.
Json::Value with_policies(Json::Value document);

}  // namespace secure_export::settings
