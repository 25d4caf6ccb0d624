#pragma once
// The options that all subcommands share.

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "adapters/hosts/standalone/base/log.h"
#include "adapters/hosts/standalone/cli/args.h"

namespace secure_export::host {

// --data-dir, --plugins and --log-level; add them to each subcommand's own options.
extern const Option shared_options[3];
// `words` read with them and with a subcommand's own options.  Throws UsageError, as Args does.
Args parse_with_shared(std::span<const std::string> words, std::vector<Option> own = {});

struct SharedSettings {
    std::filesystem::path data_dir;  // --data-dir, else SECURE_EXPORT_DATA_DIR, else /var/lib/secure-export
    std::filesystem::path plugins;   // --plugins, else SECURE_EXPORT_PLUGINS, else default_plugin_directory()
    LogLevel log_level;
};

// Only --data-dir, for commands that need no plugin.  Throws UsageError.
std::filesystem::path data_dir_of(const Args& args);

// Throws UsageError or Failure.  `otherwise`: the level when --log-level is not given.
SharedSettings shared_settings(const Args& args, LogLevel otherwise);

}  // namespace secure_export::host
