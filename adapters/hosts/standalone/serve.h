#pragma once
// `secure-export serve`: plugins, network front, intake and pumps, from the first log line to the last.

#include <span>
#include <string>

namespace secure_export::host {

// `words` are the arguments behind "serve".  Returns the exit code once the process was asked to stop (SIGTERM, SIGINT)
// and has stopped cleanly; throws UsageError or Failure when it cannot start.
int serve(std::span<const std::string> words);

}  // namespace secure_export::host
