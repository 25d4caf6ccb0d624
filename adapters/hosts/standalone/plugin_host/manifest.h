#pragma once
// A plugin's manifest, which operators can read before any of the plugin's code runs.  manifests/README.md describes
// the format; manifests/secure-export.json is an example.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "adapters/hosts/standalone/http/router.h"

namespace secure_export::host {

struct DeclaredEndpoint {
    std::string method;
    std::string path;
    Access access = Access::admin;
    std::string purpose;  // for the operator; logged at start-up
};

struct Manifest {
    std::filesystem::path file;
    std::string name;
    std::string version;
    std::filesystem::path library;  // in the manifest's folder
    std::string data_dir;           // relative to the host's data directory; "." for that directory itself
    std::uint32_t abi_min = 0;
    std::uint32_t abi_max = 0;
    std::vector<DeclaredEndpoint> endpoints;
};

// Reads one manifest, strictly: throws Failure naming file and key for an unknown or missing key or a wrong type.
Manifest read_manifest(const std::filesystem::path& file);

// All *.json of a directory, sorted by name.  Throws Failure when it cannot be read or has none, or two manifests have
// the same name or data directory.
std::vector<Manifest> read_manifests(const std::filesystem::path& directory);

// The plugins' directory of the installed tree or the build tree, relative to this executable:
// ../lib/secure-export/plugins (with the platform's library directory), else "plugins" beside the executable.  Throws
// Failure when there is neither.
std::filesystem::path default_plugin_directory();

}  // namespace secure_export::host
