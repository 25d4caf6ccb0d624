#pragma once
// Whether the database would take an alert now, found out by doing it.

#include <cstddef>
#include <optional>

#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

// Stores a delivery with a body of so many bytes as intake does, takes it back, and commits a row that is as long: the
// same pages are read, and as many are written.  The failure as the transaction or the StorageError told it.
Outcome probe(Database& database, const Clock& clock, std::size_t body_bytes);

// Bytes that are free for this process on the file system of `file`; nothing where it cannot be asked.
std::optional<std::uint64_t> free_bytes(const std::filesystem::path& file);

}  // namespace secure_export::db
