#pragma once
// What a host's desk may answer and is told, as operations.md has it.  Each number stands here alone.

#include <cstddef>

namespace secure_export::desks {

// An answer larger than this is not read at all.
constexpr std::size_t most_answer_bytes = 1 << 20;
// In bytes.  Numbers, names and remarks are shown on one line of a screen.
constexpr std::size_t most_id = 255, most_number = 64, most_url = 2048, most_name = 255, most_resource_id = 2048;
constexpr std::size_t most_remark = 1024;
constexpr unsigned most_answered_cis = 3, most_check_lines = 50, most_incidents = 100;
constexpr std::size_t most_said_bytes = 1024;
constexpr std::size_t most_note_bytes = 32 << 10;  // notes and closing texts

}  // namespace secure_export::desks
