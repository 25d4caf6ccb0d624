#pragma once
// A file with options of `serve`, for services: /etc/secure-export/serve.conf.

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "adapters/hosts/standalone/cli/args.h"

namespace secure_export::host {

// One option a line, `listen = 0.0.0.0:8443`, or `behind-proxy = yes` for one that takes no value; empty lines and
// lines that begin with # say nothing.  Gives them as words for a command line.  Throws a Failure naming file and line.
std::vector<std::string> read_options_file(const std::filesystem::path& file, std::span<const Option> known);

}  // namespace secure_export::host
