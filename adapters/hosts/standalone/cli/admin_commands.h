#pragma once
// The subcommands that call the plugin: config, query, ci, parked, desk, secret.

#include <optional>
#include <span>
#include <string>

#include "adapters/hosts/standalone/cli/admin_call.h"

namespace secure_export::host {

// The call for subcommand `name`; nullopt when it is none of them.  Reads the file that the command names (standard
// input for "-"), or the secret that it takes.  Throws UsageError or Failure.
std::optional<AdminCall> admin_command(const std::string& name, std::span<const std::string> words);

}  // namespace secure_export::host
