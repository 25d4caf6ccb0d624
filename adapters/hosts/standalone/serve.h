#pragma once
// `secure-export serve`: creates and connects plugins, network fronts, request queues and pumps.

#include <span>
#include <string>

namespace secure_export::host {

// `words`: the arguments after "serve".  Returns the exit code after a clean stop by SIGTERM or SIGINT; throws
// UsageError or Failure when it cannot start.
int serve(std::span<const std::string> words);

}  // namespace secure_export::host
