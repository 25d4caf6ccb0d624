#pragma once
// Limits of a JSON text.  Each is defined here only.

#include <cstddef>

namespace secure_export::json {

// Deeper nesting is rejected.
constexpr int max_depth = 64;
// A longer text is rejected.  Request bodies are limited to 1 MiB before; settings documents may be longer.
constexpr std::size_t max_bytes = 4 * 1024 * 1024;
// Longer texts, in bytes, do not use the thread's reusable parser: twice the largest alert that Azure sends.
constexpr std::size_t max_kept_bytes = 512 * 1024;
// Bytes of a member's name in an error.
constexpr std::size_t max_quoted_bytes = 40;

}  // namespace secure_export::json
