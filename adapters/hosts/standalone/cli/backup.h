#pragma once
// `secure-export backup` and `restore`.

#include <span>
#include <string>

namespace secure_export::host {

// Copies to a new directory what a new machine needs: both databases, each in a consistent state, the secrets' key, the
// administrator's password, and SHA256SUMS (for sha256sum -c).  The service may be running.  `words`: the arguments
// after "backup".  Returns the exit code; throws UsageError or Failure.
int backup(std::span<const std::string> words);

// Checks the checksums of a backup and copies its files to an empty data directory, mode 0600, for that directory's
// owner.  `words`: the arguments after "restore".
int restore(std::span<const std::string> words);

}  // namespace secure_export::host
