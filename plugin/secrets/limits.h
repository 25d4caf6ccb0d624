#pragma once
// What the key file may hold.  Each number stands here alone.

#include <cstddef>

namespace secure_export::secrets {

// Each rotation that a crash interrupted may leave one more, and the next rotation takes them all away.
constexpr std::size_t max_keys = 32;
// Of the file: a line of a key has 82.
constexpr std::size_t max_key_file_bytes = 8192;

}  // namespace secure_export::secrets
