#pragma once
#include <string_view>

namespace secure_export::desks {

// The text of schema.sql: migration 1 of desk.sqlite.
extern const std::string_view register_schema;

}  // namespace secure_export::desks
