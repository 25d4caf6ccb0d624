#include "adapters/hosts/standalone/cli/settings.h"

#include <cstdlib>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/plugin_host/manifest.h"

namespace secure_export::host {
namespace {

std::string given(const Args& args, const char* option, const char* variable) {
    if (const auto value = args.value(option)) {
        if (value->empty()) throw UsageError(std::string("option ") + option + " needs a value");
        return *value;
    }
    const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): one thread
    return value ? value : "";
}

}  // namespace

const Option shared_options[3] = {{"--data-dir"}, {"--plugins"}, {"--log-level"}};

Args parse_with_shared(std::span<const std::string> words, std::vector<Option> own) {
    own.insert(own.end(), std::begin(shared_options), std::end(shared_options));
    return Args(words, own);
}

std::filesystem::path data_dir_of(const Args& args) {
    const std::string data_dir = given(args, "--data-dir", "SECURE_EXPORT_DATA_DIR");
    return data_dir.empty() ? "/var/lib/secure-export" : data_dir;
}

SharedSettings shared_settings(const Args& args, LogLevel otherwise) {
    SharedSettings settings;
    settings.data_dir = data_dir_of(args);
    const std::string plugins = given(args, "--plugins", "SECURE_EXPORT_PLUGINS");
    settings.plugins = plugins.empty() ? default_plugin_directory() : std::filesystem::path(plugins);
    settings.log_level = otherwise;
    if (const auto name = args.value("--log-level")) {
        const auto level = log_level_named(*name);
        if (!level) throw UsageError("--log-level takes error, warning, info or debug, not \"" + *name + "\"");
        settings.log_level = *level;
    }
    return settings;
}

}  // namespace secure_export::host
