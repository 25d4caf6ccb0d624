#pragma once
// Implements the plugin's ports on top of the host's function table.  The table must outlive them.

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

// True when the table has every field of abi 1 and no required function is null.
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

// A request from the host as views of its bytes; nullopt when the struct is shorter than abi 1.
std::optional<Request> request_from(const itsm_request& raw);

// `count` requests in an array whose elements have requests[0].size bytes each; nullopt when one is shorter than abi 1.
std::optional<std::vector<Request>> requests_from(const itsm_request* requests, std::uint64_t count);

// "Name: value\n" lines.
std::string header_lines(const Reply& reply);

}  // namespace secure_export
