#pragma once
// Which desk an alert goes to, and with which fields.

#include <string_view>

#include "core/alert.h"
#include "core/settings.h"

namespace secure_export {

// '*' in `pattern` stands for any text, also none; compared without case (ASCII).
bool matches_pattern(std::string_view pattern, std::string_view text);

// The first of the connection's routes whose conditions all hold; null when none does.  Subscription, resource group
// and resource type have to hold for one and the same of the alert's resources.
const Route* route_of(const Connection& connection, const Alert& alert);

// NewIncident::fields of a new incident of `alert`: those of its route.
FieldMap fields_of(const Connection& connection, const Alert& alert);

// The desk for a new incident, by the route that its alert takes; null: none.
const std::string& desk_of(const Connection& connection, const Route* route);

}  // namespace secure_export
