#pragma once
// Copies of files with their SHA-256, as `sha256sum` writes and reads it.

#include <filesystem>
#include <map>
#include <string>

namespace secure_export::host {

using Checksums = std::map<std::string, std::string>;  // file name -> SHA-256 in hexadecimal digits

// Writes `to`, mode 0600, which must not exist, and gives it to the user and group of `owner_of` where run as root.
// Gives the SHA-256; it is on disk.  Throws a Failure; nothing is left of `to` then.
std::string copy_with_checksum(const std::filesystem::path& from, const std::filesystem::path& to,
                               const std::filesystem::path& owner_of);

void write_checksums(const std::filesystem::path& folder, const Checksums& sums);
// Throws a Failure when the file is not there or not such a file.
Checksums read_checksums(const std::filesystem::path& folder);

}  // namespace secure_export::host
