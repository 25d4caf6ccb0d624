#pragma once
// For the sources of this folder only, like parse.h.

#include <json/value.h>

#include "json/parse.h"

namespace secure_export::json {

// Copies the element into a Json::Value; of members with the same name the last counts.
Json::Value tree_of(simdjson::dom::element element);

}  // namespace secure_export::json
