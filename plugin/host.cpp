#include "host.h"

#include <time.h>

#include <cstddef>
#include <fstream>

#include "core/limits.h"
#include "core/text.h"
#include "host_limits.h"

namespace secure_export {

namespace {

template <class Last>
constexpr std::size_t size_with(std::size_t offset) {
    return offset + sizeof(Last);
}

std::string_view view(const char* bytes, std::uint64_t length) {
    return bytes ? std::string_view(bytes, length) : std::string_view();
}

// Called by the host: exceptions must not pass through the host's stack frames.
std::int32_t append(void* sink, const char* bytes, std::uint64_t length) noexcept try {
    auto& text = *static_cast<std::string*>(sink);
    if (text.size() + length > max_desk_answer_bytes) return ITSM_INVALID;
    text.append(bytes, length);
    return ITSM_DONE;
} catch (...) {
    return ITSM_FAILED;
}

std::int32_t number_of(Level level) {
    switch (level) {
        case Level::error: return ITSM_LOG_ERROR;
        case Level::warning: return ITSM_LOG_WARNING;
        case Level::info: return ITSM_LOG_INFO;
        case Level::debug: break;
    }
    return ITSM_LOG_DEBUG;
}

}  // namespace

bool is_usable(const itsm_host* host) {
    return host && host->size >= size_with<decltype(host->desk_call)>(offsetof(itsm_host, desk_call)) &&
           host->abi >= 1 && host->log && host->register_endpoint && host->data_dir && host->data_dir_length > 0;
}

void HostLog::write(Level level, std::string_view text) const {
    const std::string line = cut(one_line(text), max_log_line_bytes);
    host_.log(host_.self, number_of(level), line.data(), line.size());
}

Result<std::string> HostDeskCall::call(std::string_view operation, std::string_view json) const {
    std::string answer;
    const std::int32_t code =
        host_.desk_call(host_.self, operation.data(), operation.size(), json.data(), json.size(), append, &answer);
    if (code == ITSM_DONE) return answer;
    const std::string said = answer.empty() ? "the host gave no reason" : cut(one_line(answer), 1000);
    switch (code) {
        case ITSM_REFUSED: return Error{Fault::refused, said, std::string(operation)};
        case ITSM_INVALID: return Error{Fault::invalid, said, std::string(operation)};
        default: return Error{Fault::unavailable, said, std::string(operation)};
    }
}

// Hosts of the first release of abi 1 have a shorter table without this function.
std::string HostAddresses::list() const {
    if (host_.size < size_with<decltype(host_.public_endpoints)>(offsetof(itsm_host, public_endpoints)) ||
        !host_.public_endpoints)
        return {};
    std::string json;
    return host_.public_endpoints(host_.self, append, &json) == ITSM_DONE ? json : std::string();
}

Time SystemClock::now() const { return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()); }

Uptime SystemClock::uptime() const {
    static const std::string boot = [] {
        std::string id;
        std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), id);
        return id;
    }();
    timespec up{};
    ::clock_gettime(CLOCK_BOOTTIME, &up);  // std::chrono::steady_clock stands still while the machine sleeps
    return {boot, std::chrono::duration_cast<Milliseconds>(Seconds(up.tv_sec) + std::chrono::nanoseconds(up.tv_nsec))};
}

std::optional<Request> request_from(const itsm_request& raw) {
    if (raw.size < size_with<decltype(raw.user_length)>(offsetof(itsm_request, user_length))) return std::nullopt;
    Request request;
    request.endpoint = raw.endpoint;
    request.method = view(raw.method, raw.method_length);
    request.path = view(raw.path, raw.path_length);
    request.query = view(raw.query, raw.query_length);
    request.headers = view(raw.headers, raw.headers_length);
    request.body = view(raw.body, raw.body_length);
    request.peer = view(raw.peer, raw.peer_length);
    request.user = view(raw.user, raw.user_length);
    return request;
}

std::optional<std::vector<Request>> requests_from(const itsm_request* requests, std::uint64_t count) {
    std::vector<Request> all;
    const char* at = reinterpret_cast<const char*>(requests);
    for (std::uint64_t i = 0; i < count; ++i, at += requests[0].size) {
        auto request = request_from(*reinterpret_cast<const itsm_request*>(at));
        if (!request) return std::nullopt;
        all.push_back(*request);
    }
    return all;
}

std::string header_lines(const Reply& reply) {
    std::string lines;
    for (const auto& [name, value] : reply.headers) lines += name + ": " + value + "\n";
    return lines;
}

}  // namespace secure_export
