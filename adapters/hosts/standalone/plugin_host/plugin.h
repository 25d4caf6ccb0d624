#pragma once
// A loaded plugin; the only code of this host that uses itsm_abi.h.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adapters/hosts/standalone/base/log.h"
#include "adapters/hosts/standalone/http/messages.h"
#include "adapters/hosts/standalone/http/public_addresses.h"
#include "adapters/hosts/standalone/http/router.h"
#include "adapters/hosts/standalone/plugin_host/manifest.h"

namespace secure_export::host {

// Whether to create a missing data directory: queries must not create a mistyped one.
enum class MissingData { is_made, stays_missing };

class Plugin {
public:
    // Loads the manifest's library, creates the data directory (mode 0700) if needed, opens the plugin and adds the
    // endpoints that it registers to `router`, under plugin number `index`.  Rejects public endpoints that the manifest
    // does not declare, since operators rely on the manifest.  Throws Failure.  `addresses` and `log` must outlive the
    // plugin.
    Plugin(Manifest manifest, std::size_t index, const std::filesystem::path& host_data_dir, MissingData missing,
           Router& router, const PublicAddresses& addresses, const Log& log);
    ~Plugin();
    Plugin(const Plugin&) = delete;
    Plugin& operator=(const Plugin&) = delete;

    const Manifest& manifest() const { return manifest_; }
    const std::filesystem::path& data_dir() const { return data_dir_; }

    // The replies to `requests`, in order; status is 0 where the plugin gave none.  [concurrent]
    std::vector<OutgoingReply> handle(std::span<const IncomingRequest> requests);

    // Whether the plugin decides by the header before the body is read (it exports itsm_authorize).
    bool decides_on_headers() const;
    // The replies to `heads`, in order; status is 0 where the body may be read.  [concurrent]
    std::vector<OutgoingReply> authorize(std::span<const IncomingRequest> heads);

    // Calls itsm_pump() once (base/limits.h).  Returns in how many milliseconds to call again.  [concurrent]
    unsigned pump();

private:
    struct Library;
    struct Callbacks;  // the C functions that the plugin can call
    int add_endpoint(std::string_view method, std::string_view path, unsigned access, unsigned number);

    Manifest manifest_;
    std::size_t index_;
    std::filesystem::path data_dir_;
    std::string data_dir_text_;
    Router* router_;  // only while opening
    const PublicAddresses& addresses_;
    const Log& log_;
    std::unique_ptr<Library> library_;
    bool refused_endpoint_ = false;
};

// All plugins with manifests in `plugin_dir`, opened with `data_dir`, and the endpoints they registered.
struct Plugins {
    Plugins(const std::filesystem::path& plugin_dir, const std::filesystem::path& data_dir, MissingData missing,
            const Log& log);
    Router router;
    PublicAddresses addresses;  // empty until a listener is bound
    std::vector<std::unique_ptr<Plugin>> loaded;
};

}  // namespace secure_export::host
