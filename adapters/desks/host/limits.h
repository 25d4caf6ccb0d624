#pragma once
// Limits of a host's replies and of texts sent to it, as in operations.md.  Each is defined here only.

#include <cstddef>

namespace secure_export::desks {

// A longer reply is rejected without parsing it.
constexpr std::size_t max_answer_bytes = 1 << 20;
// In bytes.  Numbers, names and remarks are shown on one line of a screen.
constexpr std::size_t max_id = 255, max_number = 64, max_url = 2048, max_name = 255, max_resource_id = 2048;
constexpr std::size_t max_remark = 1024;
constexpr unsigned max_answered_cis = 3, max_check_lines = 50, max_incidents = 100;
constexpr std::size_t max_said_bytes = 1024;
constexpr std::size_t max_note_bytes = 32 << 10;  // notes and closing texts

}  // namespace secure_export::desks
