#pragma once
// A copy of a database that other processes are writing.

#include <filesystem>

#include "core/result.h"

namespace secure_export::db {

// Writes what `from` holds at one moment into `to`, mode 0600, which must not exist; on disk when it returns well.
// Others go on reading and writing `from` meanwhile.  Fault::unavailable where disk or database do not do what they
// must; nothing is left of `to` then.
Outcome copy_database(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace secure_export::db
