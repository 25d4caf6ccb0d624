#pragma once
// Limits of the register.  Each is defined here only.

#include <cstddef>

namespace secure_export::desks {

// A file exported with wrong settings has the same problem in each line: the first ones suffice.
constexpr std::size_t max_problems = 20;
constexpr std::size_t max_csv_bytes = 32 << 20;  // 100,000 CIs with usual resource ids are about 25 MB
constexpr std::size_t max_csv_rows = 200'000;
constexpr std::size_t max_csv_fields = 256;  // of one row: an export of a whole table has about 100
constexpr std::size_t max_csv_field_bytes = 32 << 10;
constexpr std::size_t max_title = 255;            // characters: core/limits.h
constexpr std::size_t max_text_bytes = 32 << 10;  // descriptions, notes and resolutions: core/templates.h
constexpr std::size_t max_key_bytes = 40;         // core/desk.h
constexpr const char* max_cis = "3";              // core/desk.h

}  // namespace secure_export::desks
