#pragma once
// `secure-export backup` and `restore`.

#include <span>
#include <string>

namespace secure_export::host {

// Copies into a new directory what a new machine needs: both databases, each as of one moment, the key of the secrets,
// the administrator's password, and SHA256SUMS (sha256sum -c reads it).  Beside a running service.  `words` are the
// arguments behind "backup"; returns the exit code; throws UsageError or Failure.
int backup(std::span<const std::string> words);

// Puts such files into an empty data directory, for its owner, mode 0600, once every checksum is right.
int restore(std::span<const std::string> words);

}  // namespace secure_export::host
