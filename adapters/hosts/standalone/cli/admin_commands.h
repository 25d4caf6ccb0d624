#pragma once
// The subcommands that ask or tell the plugin something: config, query, ci, parked, desk, secret.

#include <optional>
#include <span>
#include <string>

#include "adapters/hosts/standalone/cli/admin_call.h"

namespace secure_export::host {

// Nothing when `name` is none of them.  Reads the file (or standard input for "-") that the command names, or the
// secret that it takes.  Throws UsageError or Failure.
std::optional<AdminCall> admin_command(const std::string& name, std::span<const std::string> words);

}  // namespace secure_export::host
