#pragma once
// Limits of the key file.  Each is defined here only.

#include <cstddef>

namespace secure_export::secrets {

// Each rotation interrupted by a crash may leave one key more; the next rotation removes them all.
constexpr std::size_t max_keys = 32;
// A key's line has 82 bytes.
constexpr std::size_t max_key_file_bytes = 8192;

}  // namespace secure_export::secrets
