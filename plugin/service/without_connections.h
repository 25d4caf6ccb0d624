#pragma once
// Messages for the case that no connection accepts alerts.

#include <filesystem>
#include <optional>
#include <string>

#include "service/snapshot.h"

namespace secure_export::service {

// The remedy for the operator, as the end of a sentence.
std::string what_to_do_without_connections(const std::filesystem::path& data_dir);

// For the log at start-up: that no alert can be accepted, because no connection is configured or all are disabled, and
// what to do.  nullopt when one is enabled.
std::optional<std::string> nobody_gets_in(const Snapshot& snapshot, const std::filesystem::path& data_dir);

}  // namespace secure_export::service
