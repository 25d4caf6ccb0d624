#pragma once
#include <string_view>

namespace secure_export::desks {

// The texts of schema.sql and numbers.sql: migrations 1 and 2 of desk.sqlite.
extern const std::string_view register_schema, register_numbers;

}  // namespace secure_export::desks
