#pragma once
// The states of an incident.

#include <string>

#include "core/desk.h"

namespace secure_export::desks::helix {

// `status`: a label, or its number in the database.
IncidentState state_named(const std::string& status);

}  // namespace secure_export::desks::helix
