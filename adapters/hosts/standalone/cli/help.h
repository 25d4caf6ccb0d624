#pragma once
#include <string>

namespace secure_export::host {

// The text of `--help`.
std::string general_help();

// The text of `help SUBCOMMAND`; empty when there is no such subcommand.
std::string help_on(const std::string& subcommand);

}  // namespace secure_export::host
