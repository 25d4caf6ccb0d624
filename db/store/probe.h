#pragma once
// Tests whether the database would store an alert now, by doing it.

#include <cstddef>
#include <optional>

#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

// Stores a delivery with a body of `body_bytes` as intake does, removes it, and commits a row of the same size, so that
// the same pages are read and as many written.  Errors as of in_transaction().
Outcome probe(Database& database, const Clock& clock, std::size_t body_bytes);

// Free bytes for this process on the file system of `file`; nullopt if they cannot be determined.
std::optional<std::uint64_t> free_bytes(const std::filesystem::path& file);

}  // namespace secure_export::db
