#pragma once
#include <filesystem>
#include <memory>

#include "db/engine/database.h"

namespace secure_export::db {

// SQLite, embedded: one writer at a time, readers beside it, safe over fork() (sqlite/fork_guard.h).
std::unique_ptr<Engine> sqlite_engine(std::filesystem::path file, Database::Options options);

}  // namespace secure_export::db
