#pragma once
// For the sources of this folder only, like parse.h.

#include <json/value.h>

#include "json/parse.h"

namespace secure_export::json {

// A copy as jsoncpp has it; of repeated names the last counts.
Json::Value tree_of(simdjson::dom::element element);

}  // namespace secure_export::json
