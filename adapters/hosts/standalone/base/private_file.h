#pragma once
// Small files of the data directory that hold what proves who somebody is: mode 0600, replaced as a whole.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace secure_export::host {

// Nothing where there is no file.  Throws a Failure, with the remedy, for one that is not a regular file (a link is not
// followed), that others than its owner can read or write, or that is larger than any of ours.
std::optional<std::string> read_private_file(const std::filesystem::path& file);

// On disk when it returns; a crash leaves the old file or the new one, whole.  Throws a Failure.
void write_private_file(const std::filesystem::path& file, std::string_view text);

}  // namespace secure_export::host
