#pragma once
// `secure-export admin`: the password for the admin screens, and the one-time link that lets somebody set it.

#include <span>
#include <string>

namespace secure_export::host {

// `words` are the arguments behind "admin".  Returns the exit code; throws UsageError or Failure.
int admin_account(std::span<const std::string> words);

}  // namespace secure_export::host
