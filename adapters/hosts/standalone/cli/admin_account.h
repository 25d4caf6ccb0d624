#pragma once
// `secure-export admin`: sets the password of the admin screens, and creates one-time links for setting it.

#include <span>
#include <string>

namespace secure_export::host {

// `words`: the arguments after "admin".  Returns the exit code; throws UsageError or Failure.
int admin_account(std::span<const std::string> words);

}  // namespace secure_export::host
