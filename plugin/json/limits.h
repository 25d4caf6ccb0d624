#pragma once
// What a JSON text may be to be read at all.  Each number stands here alone.

#include <cstddef>

namespace secure_export::json {

// Nesting deeper than this is refused.
constexpr int max_depth = 64;
// A longer text is refused.  Bodies end at 1 MiB before they come here; settings documents may be longer.
constexpr std::size_t max_bytes = 4 * 1024 * 1024;
// Bytes of a text that a thread's own parser is kept for: twice the largest alert that Azure sends.
constexpr std::size_t max_kept_bytes = 512 * 1024;
// Bytes of a member's name in an error.
constexpr std::size_t max_quoted_bytes = 40;

}  // namespace secure_export::json
