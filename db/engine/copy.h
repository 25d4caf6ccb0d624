#pragma once
// Copies a database while other processes write to it.

#include <filesystem>

#include "core/result.h"

namespace secure_export::db {

// Writes a consistent copy of `from` to `to`, mode 0600, which must not exist.  Durable when it succeeds.  Other
// processes can read and write `from` meanwhile.  Fault::unavailable on errors of the disk or the database; `to` is
// removed then.
Outcome copy_database(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace secure_export::db
