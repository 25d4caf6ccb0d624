#pragma once
// A plugin's manifest: what an operator can read about a plugin before anything of it runs.  The format is described in
// manifests/README.md; manifests/secure-export.json is an example.

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
    std::string purpose;  // for the operator; printed at the start
};

struct Manifest {
    std::filesystem::path file;
    std::string name;
    std::string version;
    std::filesystem::path library;  // beside the manifest
    std::string data_dir;           // below the host's own, "." for the host's own itself
    std::uint32_t abi_min = 0;
    std::uint32_t abi_max = 0;
    std::vector<DeclaredEndpoint> endpoints;
};

// Reads one manifest, strictly: an unknown key, a missing one or a wrong type throws a Failure naming the file and key.
Manifest read_manifest(const std::filesystem::path& file);

// All *.json of a directory, ordered by name.  Throws a Failure when it cannot be read, holds none, or two manifests
// have the same name or data directory.
std::vector<Manifest> read_manifests(const std::filesystem::path& directory);

// Where an installed tree, or a build tree, keeps the plugins, seen from this executable: ../lib/secure-export/plugins
// (or whatever the library directory is called), else "plugins" beside the executable.  Throws a Failure when there is
// neither.
std::filesystem::path default_plugin_directory();

}  // namespace secure_export::host
