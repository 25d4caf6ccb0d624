#pragma once
// Reads a file with options of `serve`, such as the service's /etc/secure-export/serve.conf.

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "adapters/hosts/standalone/cli/args.h"

namespace secure_export::host {

// One option per line: `listen = 0.0.0.0:8443`, or `behind-proxy = yes` for one without a value; empty lines and lines
// that begin with # are ignored.  Returns the options as command-line words.  Throws Failure naming file and line.
std::vector<std::string> read_options_file(const std::filesystem::path& file, std::span<const Option> known);

}  // namespace secure_export::host
