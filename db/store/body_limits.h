#pragma once
// Which bodies are compressed (body_form.h).

#include <cstddef>

namespace secure_export::db {

// Smaller ones stay plain: hardly a byte would be saved, and plain text is easier to read for who opens the file.
constexpr std::size_t min_packed_bytes = 256;
// The longest body that is accepted (service/limits.h), so the memory that a damaged row can ask for.
constexpr std::size_t max_packed_bytes = 1024 * 1024;
// Dictionaries that there will ever be.
constexpr int max_dictionaries = 16;

}  // namespace secure_export::db
