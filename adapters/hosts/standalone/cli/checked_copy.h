#pragma once
// Copies files and computes their SHA-256, in the format of `sha256sum`.

#include <filesystem>
#include <map>
#include <string>

namespace secure_export::host {

using Checksums = std::map<std::string, std::string>;  // file name -> SHA-256 in hexadecimal digits

// Copies `from` to `to`, mode 0600, which must not exist; root gives it to the user and group of `owner_of`.  Durable
// when it returns the SHA-256.  Throws Failure and removes `to` on errors.
std::string copy_with_checksum(const std::filesystem::path& from, const std::filesystem::path& to,
                               const std::filesystem::path& owner_of);

void write_checksums(const std::filesystem::path& folder, const Checksums& sums);
// Throws Failure when the file is missing or malformed.
Checksums read_checksums(const std::filesystem::path& folder);

}  // namespace secure_export::host
