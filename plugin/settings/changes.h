#pragma once
#include <json/value.h>

#include <string>
#include <vector>

namespace secure_export::settings {

// What differs between two settings documents, a line each: "connections.contoso.enabled: true -> false".  Connections,
// desks and routes are told apart by their names; long values are cut.  At most max_changes of limits.h.
std::vector<std::string> changes(const Json::Value& before, const Json::Value& after);

}  // namespace secure_export::settings
