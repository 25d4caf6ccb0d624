#pragma once
// The host's table as the ports that the plugin knows.

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/desk_call.h"
#include "core/exchange.h"
#include "core/log.h"
#include "core/public_addresses.h"
#include "itsm_abi.h"

namespace secure_export {

// True when the table is large enough for every field of abi 1 and none that must be there is null.
bool is_usable(const itsm_host* host);

class HostLog : public Log {
public:
    explicit HostLog(const itsm_host& host) : host_(host) {}
    void write(Level level, std::string_view text) const override;

private:
    const itsm_host& host_;
};

class HostDeskCall : public DeskCall {
public:
    explicit HostDeskCall(const itsm_host& host) : host_(host) {}
    Result<std::string> call(std::string_view operation, std::string_view json) const override;

private:
    const itsm_host& host_;
};

class HostAddresses : public PublicAddresses {
public:
    explicit HostAddresses(const itsm_host& host) : host_(host) {}
    std::string list() const override;

private:
    const itsm_host& host_;
};

class SystemClock : public Clock {
public:
    Time now() const override;
    Uptime uptime() const override;
};

// The views of a request that came over the boundary; nothing when it is shorter than abi 1.
std::optional<Request> request_from(const itsm_request& raw);

// `count` of them, laid out one after another, each of requests[0].size bytes; nothing when one is shorter than abi 1.
std::optional<std::vector<Request>> requests_from(const itsm_request* requests, std::uint64_t count);

// "Name: value\n" lines.
std::string header_lines(const Reply& reply);

}  // namespace secure_export
