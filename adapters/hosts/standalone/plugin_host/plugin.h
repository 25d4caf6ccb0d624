#pragma once
// A loaded plugin: everything this host does with itsm_abi.h.

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

// What becomes of a data directory that is not there: a mistyped one must not be made by a question.
enum class MissingData { is_made, stays_missing };

class Plugin {
public:
    // Loads the manifest's library, makes the data directory (mode 0700) if need be, opens the plugin and adds what it
    // registers to `router` as endpoints of plugin number `index`.  A public endpoint that the manifest does not
    // declare is refused: the manifest is where an operator reads what a plugin opens to the network.  Throws a
    // Failure.  `addresses` and `log` must outlive the plugin.
    Plugin(Manifest manifest, std::size_t index, const std::filesystem::path& host_data_dir, MissingData missing,
           Router& router, const PublicAddresses& addresses, const Log& log);
    ~Plugin();
    Plugin(const Plugin&) = delete;
    Plugin& operator=(const Plugin&) = delete;

    const Manifest& manifest() const { return manifest_; }
    const std::filesystem::path& data_dir() const { return data_dir_; }

    // Answers all of `requests`, in their order; Reply::status is 0 where the plugin gave none.  [concurrent]
    std::vector<OutgoingReply> handle(std::span<const IncomingRequest> requests);

    // Whether it decides about headers before their bodies are here.
    bool decides_on_headers() const;
    // The answers to those of `heads` that go no further; Reply::status is 0 where the body may come.  [concurrent]
    std::vector<OutgoingReply> authorize(std::span<const IncomingRequest> heads);

    // Works for one turn (limits.h).  Milliseconds until there may be more to do.  [concurrent]
    unsigned pump();

private:
    struct Library;
    struct Callbacks;  // what the plugin may call, as C functions
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

// All plugins whose manifests lie in `plugin_dir`, opened on `data_dir`, and the endpoints they registered.
struct Plugins {
    Plugins(const std::filesystem::path& plugin_dir, const std::filesystem::path& data_dir, MissingData missing,
            const Log& log);
    Router router;
    PublicAddresses addresses;  // none until somebody listens
    std::vector<std::unique_ptr<Plugin>> loaded;
};

}  // namespace secure_export::host
