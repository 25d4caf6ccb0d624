#pragma once
// Small files with credentials in the data directory: mode 0600, replaced atomically.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace secure_export::host {

// nullopt when there is no file.  Throws Failure, with the remedy, for one that is not a regular file (links are not
// followed), that users other than its owner can read or write, or that exceeds max_private_file_bytes.
std::optional<std::string> read_private_file(const std::filesystem::path& file);

// Durable when it returns; after a crash the file is either the old or the new one, complete.  Throws Failure.
void write_private_file(const std::filesystem::path& file, std::string_view text);

}  // namespace secure_export::host
