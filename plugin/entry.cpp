// The exported functions.  None throws: hosts may be written in other languages than C++.

#include <memory>
#include <vector>

#include "adapters/http/client.h"
#include "calendar/system_time_zones.h"
#include "host.h"
#include "itsm_abi.h"
#include "service/counted_log.h"
#include "service/service.h"

using namespace secure_export;

struct itsm_plugin {
    explicit itsm_plugin(const itsm_host& host)
        : host_log(host),
          log(host_log, clock),
          desk(host),
          addresses(host),
          http(make_http_client()),
          service({.data_dir = std::string(host.data_dir, host.data_dir_length),
                   .clock = clock,
                   .zones = zones,
                   .log = log,
                   .http = *http,
                   .host_desk = host.desk_call ? &desk : nullptr,
                   .make_desk = desks::make_desk,
                   .addresses = &addresses,
                   .desk_kinds = desks::kinds()}) {}

    HostLog host_log;
    SystemClock clock;
    SystemTimeZones zones;
    service::CountedLog log;
    HostDeskCall desk;
    HostAddresses addresses;
    std::unique_ptr<HttpClient> http;
    service::Service service;
};

namespace {

itsm_plugin* refuse(itsm_put error, void* sink, std::string_view why) {
    if (error) error(sink, why.data(), why.size());
    return nullptr;
}

void log_failure(const itsm_plugin& plugin, const char* where, const char* what) noexcept try {
    plugin.log.write(Level::error, std::string(where) + ": " + what);
} catch (...) {  // the log itself failed: there is nowhere left to report it
}

Answer answer_through(itsm_reply reply, void* sink) {
    return [reply, sink](std::size_t index, const Reply& answer) {
        const std::string headers = header_lines(answer);
        reply(sink, index, answer.status, headers.data(), headers.size(), answer.body.data(), answer.body.size());
    };
}

}  // namespace

std::uint32_t itsm_abi_version(void) { return ITSM_ABI; }

itsm_plugin* itsm_open(const itsm_host* host, itsm_put error, void* error_sink) try {
    if (!is_usable(host))
        return refuse(
            error, error_sink,
            "the host's table is incomplete: it needs size, abi 1 or newer, log, register_endpoint and data_dir");
    const std::string data_dir(host->data_dir, host->data_dir_length);
    if (const Outcome fit = service::Service::may_open(data_dir); !fit)
        return refuse(error, error_sink, fit.error().message);
    auto plugin = std::make_unique<itsm_plugin>(*host);
    for (const service::Endpoint& e : service::Service::endpoints()) {
        const std::string_view method = e.method, path = e.path;
        if (host->register_endpoint(host->self, method.data(), method.size(), path.data(), path.size(),
                                    e.admin ? ITSM_ACCESS_ADMIN : ITSM_ACCESS_PUBLIC, e.number) != ITSM_DONE)
            return refuse(error, error_sink,
                          "the host did not register " + std::string(method) + " " + std::string(path));
    }
    return plugin.release();
} catch (const std::exception& e) {
    return refuse(error, error_sink, e.what());
} catch (...) {
    return refuse(error, error_sink, "unknown failure");
}

std::int32_t itsm_authorize(itsm_plugin* plugin, const itsm_request* requests, std::uint64_t count, itsm_reply reply,
                            void* sink) {
    if (!plugin || !reply || (count && !requests)) return ITSM_INVALID;
    try {
        const auto heads = requests_from(requests, count);
        if (!heads) return ITSM_INVALID;
        plugin->service.authorize(*heads, answer_through(reply, sink));
        return ITSM_DONE;
    } catch (const std::exception& e) {
        log_failure(*plugin, "authorizing requests", e.what());
    } catch (...) {
        log_failure(*plugin, "authorizing requests", "unknown failure");
    }
    return ITSM_LATER;
}

std::int32_t itsm_handle(itsm_plugin* plugin, const itsm_request* requests, std::uint64_t count, itsm_reply reply,
                         void* sink) {
    if (!plugin || !reply || (count && !requests)) return ITSM_INVALID;
    try {
        const auto taken = requests_from(requests, count);
        if (!taken) return ITSM_INVALID;
        plugin->service.handle(*taken, answer_through(reply, sink));
        return ITSM_DONE;
    } catch (const std::exception& e) {
        log_failure(*plugin, "handling requests", e.what());
    } catch (...) {
        log_failure(*plugin, "handling requests", "unknown failure");
    }
    return ITSM_LATER;
}

std::int32_t itsm_pump(itsm_plugin* plugin, std::uint32_t max_items, std::uint32_t budget_ms,
                       std::uint64_t* retry_after_ms) {
    if (retry_after_ms) *retry_after_ms = 1000;
    if (!plugin) return ITSM_INVALID;
    try {
        plugin->log.write_if_due();
        const Milliseconds again = plugin->service.pump(max_items, Milliseconds(budget_ms));
        if (retry_after_ms) *retry_after_ms = static_cast<std::uint64_t>(again.count());
        return ITSM_DONE;
    } catch (const std::exception& e) {
        log_failure(*plugin, "working", e.what());
    } catch (...) {
        log_failure(*plugin, "working", "unknown failure");
    }
    return ITSM_LATER;
}

// The destructors do not throw: Service catches errors of its last write itself, since a catch here would be too late.
void itsm_close(itsm_plugin* plugin) { delete plugin; }
