#pragma once
// What is told where nobody can be let in.

#include <filesystem>
#include <optional>
#include <string>

#include "service/snapshot.h"

namespace secure_export::service {

// The way out for an operator, as the end of a sentence.
std::string what_to_do_without_connections(const std::filesystem::path& data_dir);

// For the log at the start: that no alert can be taken, since no connection is configured or all are switched off, and
// what to do; nothing when one is on.
std::optional<std::string> nobody_gets_in(const Snapshot& snapshot, const std::filesystem::path& data_dir);

}  // namespace secure_export::service
