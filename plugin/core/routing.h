#pragma once
// Selects the route and desk of an alert.

#include <string_view>

#include "core/alert.h"
#include "core/settings.h"

namespace secure_export {

// Whether all of `text` matches `pattern`: '*' stands for any text, also none; compared without case (ASCII).
bool matches_pattern(std::string_view pattern, std::string_view text);

// The connection's first route whose conditions all hold; null when none matches.  Subscription, resource group and
// resource type must hold for the same one of the alert's resources.  Points into `connection`.
const Route* route_of(const Connection& connection, const Alert& alert);

// The desk for a new incident: the route's, or the connection's if `route` is null or names none.
const std::string& desk_of(const Connection& connection, const Route* route);

}  // namespace secure_export
