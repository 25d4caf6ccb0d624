#pragma once
// The maintenance windows of a route in the settings document.

#include <vector>

#include "core/policies.h"
#include "core/time_zones.h"
#include "settings/document_reader.h"

namespace secure_export::settings {

// The route's "maintenance"; absent: none.  `zones` as in read_settings().
std::vector<MaintenanceWindow> read_windows(ObjectReader& route, const TimeZones* zones);

Json::Value write_windows(const std::vector<MaintenanceWindow>& windows);

}  // namespace secure_export::settings
