#include "adapters/hosts/standalone/plugin_host/plugin.h"

#include <dlfcn.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/http/reply_writer.h"
#include "itsm_abi.h"

namespace secure_export::host {
namespace {

std::string_view view(const char* text, std::uint64_t length) {
    return text ? std::string_view(text, static_cast<std::size_t>(length)) : std::string_view();
}

int32_t put_into_string(void* sink, const char* bytes, std::uint64_t length) {
    static_cast<std::string*>(sink)->append(view(bytes, length));
    return ITSM_DONE;
}

int32_t put_reply(void* sink, std::uint64_t index, int32_t status, const char* headers, std::uint64_t headers_length,
                  const char* body, std::uint64_t body_length) {
    auto& replies = *static_cast<std::vector<OutgoingReply>*>(sink);
    if (index >= replies.size() || replies[index].status != 0 || status < 200 || status > 599) return ITSM_INVALID;
    replies[index] = {status, std::string(view(headers, headers_length)), std::string(view(body, body_length))};
    return ITSM_DONE;
}

// Creates all missing directories of the path; the last one is private, since it will contain secrets.
void make_directory(const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory.parent_path(), error);
    if (mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) return;
    throw Failure("cannot make the data directory " + directory.string() + ": " +
                  std::generic_category().message(errno) + "; give another with --data-dir");
}

}  // namespace

struct Plugin::Library {
    explicit Library(const std::filesystem::path& file) {
        // RTLD_LOCAL: two plugins may have symbols of the same name.  It is never unloaded: plugins are linked with
        // -z nodelete, since their libraries register handlers that run at exit.
        void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
        // NOLINTNEXTLINE(concurrency-mt-unsafe): glibc keeps the text for each thread
        if (!handle) throw Failure(std::string("cannot load the plugin: ") + dlerror());
        const auto find = [&](auto& function, const char* name) {
            void* symbol = dlsym(handle, name);
            if (!symbol) throw Failure(file.string() + " is no ITSM plugin: it has no " + name);
            std::memcpy(&function, &symbol, sizeof function);
        };
        find(abi_version, "itsm_abi_version");
        find(open, "itsm_open");
        find(handle_requests, "itsm_handle");
        find(pump, "itsm_pump");
        find(close, "itsm_close");
        if (void* symbol = dlsym(handle, "itsm_authorize")) std::memcpy(&authorize, &symbol, sizeof authorize);
    }

    decltype(&itsm_abi_version) abi_version;
    decltype(&itsm_open) open;
    decltype(&itsm_handle) handle_requests;
    decltype(&itsm_pump) pump;
    decltype(&itsm_close) close;
    decltype(&itsm_authorize) authorize = nullptr;  // optional
    itsm_host host{};
    itsm_plugin* plugin = nullptr;
};

struct Plugin::Callbacks {
    static int32_t log(void* self, int32_t level, const char* text, std::uint64_t length) noexcept {
        const auto& plugin = *static_cast<const Plugin*>(self);
        const auto known = level <= ITSM_LOG_ERROR     ? LogLevel::error
                           : level == ITSM_LOG_WARNING ? LogLevel::warning
                           : level <= ITSM_LOG_INFO    ? LogLevel::info
                                                       : LogLevel::debug;
        plugin.log_.write(known, plugin.manifest_.name + ": " + std::string(view(text, length)));
        return ITSM_DONE;
    }

    // Called from C code: must not throw.
    static int32_t public_endpoints(void* self, itsm_put put, void* sink) noexcept {
        const std::string json = static_cast<const Plugin*>(self)->addresses_.json();
        return put(sink, json.data(), json.size());
    }

    static int32_t register_endpoint(void* self, const char* method, std::uint64_t method_length, const char* path,
                                     std::uint64_t path_length, std::uint32_t access, std::uint32_t number) noexcept {
        return static_cast<Plugin*>(self)->add_endpoint(view(method, method_length), view(path, path_length), access,
                                                        number);
    }
};

Plugin::Plugin(Manifest manifest, std::size_t index, const std::filesystem::path& host_data_dir, MissingData missing,
               Router& router, const PublicAddresses& addresses, const Log& log)
    : manifest_(std::move(manifest)),
      index_(index),
      data_dir_((manifest_.data_dir == "." ? host_data_dir : host_data_dir / manifest_.data_dir).lexically_normal()),
      data_dir_text_(data_dir_.string()),
      router_(&router),
      addresses_(addresses),
      log_(log) {
    std::error_code unknown;
    if (missing == MissingData::is_made || std::filesystem::exists(host_data_dir, unknown)) make_directory(data_dir_);
    if (ITSM_ABI < manifest_.abi_min)
        throw Failure("plugin " + manifest_.name + " needs a host with ABI " + std::to_string(manifest_.abi_min) +
                      " or later; this one has " + std::to_string(ITSM_ABI));
    library_ = std::make_unique<Library>(manifest_.library);
    const std::uint32_t abi = library_->abi_version();
    if (abi > ITSM_ABI || abi < manifest_.abi_min || abi > manifest_.abi_max)
        throw Failure("plugin " + manifest_.name + " was built for ABI " + std::to_string(abi) + "; this host has " +
                      std::to_string(ITSM_ABI) + " and the manifest allows " + std::to_string(manifest_.abi_min) +
                      " to " + std::to_string(manifest_.abi_max));

    itsm_host& host = library_->host;
    host.size = sizeof host;
    host.abi = ITSM_ABI;
    host.self = this;
    host.log = &Callbacks::log;
    host.register_endpoint = &Callbacks::register_endpoint;
    host.data_dir = data_dir_text_.data();
    host.data_dir_length = data_dir_text_.size();
    host.desk_call = nullptr;  // this host has no desk
    host.public_endpoints = &Callbacks::public_endpoints;

    std::string error;
    library_->plugin = library_->open(&host, &put_into_string, &error);
    router_ = nullptr;
    if (!library_->plugin)
        throw Failure("plugin " + manifest_.name +
                      " could not be opened: " + (error.empty() ? "it gives no reason" : error));
    if (refused_endpoint_) {
        library_->close(library_->plugin);
        throw Failure("plugin " + manifest_.name + " opened without an endpoint it asked for (see the line above)");
    }
}

Plugin::~Plugin() {
    if (library_) library_->close(library_->plugin);
}

int Plugin::add_endpoint(std::string_view method, std::string_view path, unsigned access, unsigned number) {
    if (!router_ || (access != ITSM_ACCESS_PUBLIC && access != ITSM_ACCESS_ADMIN)) return ITSM_INVALID;
    Endpoint endpoint{index_, number, std::string(method), std::string(path), static_cast<Access>(access)};
    const std::string what = "plugin " + manifest_.name + " asks for " + endpoint.method + " " + endpoint.path;
    const bool declared = std::any_of(
        manifest_.endpoints.begin(), manifest_.endpoints.end(),
        [&](const DeclaredEndpoint& d) { return d.method == method && d.path == path && d.access == endpoint.access; });
    if (endpoint.access == Access::open && !declared)
        log_.error(what + " as a public endpoint, which " + manifest_.file.string() + " does not declare; refused");
    else if (!router_->add(std::move(endpoint)))
        log_.error(what + ", which is registered already or cannot be served; refused");
    else
        return ITSM_DONE;
    refused_endpoint_ = true;
    return ITSM_REFUSED;
}

namespace {

// The requests as structs of the ABI, with views into `requests`.
std::vector<itsm_request> lent(std::span<const IncomingRequest> requests) {
    std::vector<itsm_request> passed(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const IncomingRequest& from = requests[i];
        itsm_request& to = passed[i];
        to.size = sizeof to;
        to.endpoint = from.endpoint->number;
        const auto lend = [](const std::string& text, const char*& bytes, std::uint64_t& length) {
            bytes = text.data();
            length = text.size();
        };
        lend(from.endpoint->method, to.method, to.method_length);
        lend(from.path, to.path, to.path_length);
        lend(from.query, to.query, to.query_length);
        lend(from.headers, to.headers, to.headers_length);
        lend(from.body, to.body, to.body_length);
        lend(from.peer, to.peer, to.peer_length);
        lend(from.user, to.user, to.user_length);
    }
    return passed;
}

}  // namespace

bool Plugin::decides_on_headers() const { return library_->authorize != nullptr; }

std::vector<OutgoingReply> Plugin::authorize(std::span<const IncomingRequest> heads) {
    std::vector<itsm_request> passed = lent(heads);
    for (itsm_request& head : passed) {
        head.body = nullptr;
        head.body_length = 0;
    }
    std::vector<OutgoingReply> replies(heads.size());
    if (library_->authorize(library_->plugin, passed.data(), passed.size(), &put_reply, &replies) < ITSM_DONE)
        for (OutgoingReply& reply : replies)
            if (reply.status == 0) reply = busy("not now; try again");
    return replies;
}

std::vector<OutgoingReply> Plugin::handle(std::span<const IncomingRequest> requests) {
    std::vector<itsm_request> passed = lent(requests);
    std::vector<OutgoingReply> replies(requests.size());
    library_->handle_requests(library_->plugin, passed.data(), passed.size(), &put_reply, &replies);
    return replies;
}

unsigned Plugin::pump() {
    std::uint64_t retry_after_ms = pump_longest_wait_ms;
    if (library_->pump(library_->plugin, pump_items, pump_budget_ms, &retry_after_ms) < ITSM_DONE)
        retry_after_ms = pump_longest_wait_ms;  // the plugin has logged the error; an immediate retry would fail, too
    return static_cast<unsigned>(std::min<std::uint64_t>(retry_after_ms, pump_longest_wait_ms));
}

Plugins::Plugins(const std::filesystem::path& plugin_dir, const std::filesystem::path& data_dir, MissingData missing,
                 const Log& log) {
    auto absolute = std::filesystem::absolute(data_dir).lexically_normal();
    if (!absolute.has_filename()) absolute = absolute.parent_path();  // removes a trailing slash
    for (Manifest& manifest : read_manifests(plugin_dir))
        loaded.push_back(
            std::make_unique<Plugin>(std::move(manifest), loaded.size(), absolute, missing, router, addresses, log));
}

}  // namespace secure_export::host
