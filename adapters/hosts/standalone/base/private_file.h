#pragma once
// Small files with credentials in the data directory: mode 0600, replaced atomically.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace secure_export::host {

// Nothing where there is no file.  Throws a Failure, with the remedy, for one that is not a regular file (a link is not
// followed), that others than its owner can read or write, or that exceeds
// max_private_file_bytes.
std::optional<std::string> read_private_file(const std::filesystem::path& file);

// On disk when it returns; a crash leaves the old file or the new one, whole.  Throws a Failure.
void write_private_file(const std::filesystem::path& file, std::string_view text);

}  // namespace secure_export::host
