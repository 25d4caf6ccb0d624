#pragma once
#include <filesystem>
#include <memory>

#include "db/engine/database.h"

namespace secure_export::db {

// Embedded SQLite: one writer at a time with concurrent readers; survives fork() (sqlite/fork_guard.h).
std::unique_ptr<Engine> sqlite_engine(std::filesystem::path file, Database::Options options);

}  // namespace secure_export::db
