#pragma once
#include <json/value.h>

#include <string>
#include <vector>

namespace secure_export::settings {

// The differences between two settings documents, one line each: "connections.contoso.enabled: true -> false".
// Connections, desks and routes are matched by name; long values are cut.  A policy that a route does not name is its
// default, so that documents of earlier versions differ in nothing that nobody changed.  At most max_changes
// (limits.h).
std::vector<std::string> changes(const Json::Value& before, const Json::Value& after);

}  // namespace secure_export::settings
