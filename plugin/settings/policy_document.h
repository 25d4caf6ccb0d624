#pragma once
// The policies of a route, as they stand beside its other keys in the settings document.

#include "core/settings.h"
#include "core/time_zones.h"
#include "settings/document_reader.h"

namespace secure_export::settings {

// Absent keys get their defaults; `zones` as in read_settings().  What is wrong is added to the reader's problems, each
// with its place.
RoutePolicies read_policies(ObjectReader& route, const TimeZones* zones);

// Incidents remember their route by its name: one with policies must not share it with another of its connection.
// One without a name beside others without is given one ("route 2").  `place`: of the connection.
void settle_route_names(std::vector<Route>& routes, const std::string& place, Problems& problems);

// Adds every key; read_policies() returns the same policies for it.
void write_policies(const RoutePolicies& policies, Json::Value& route);

// Gives every route of a settings document the keys of policies that it lacks, with their defaults.
Json::Value with_policies(Json::Value document);

}  // namespace secure_export::settings
