#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace secure_export {

struct HttpRequest {
    std::string method = "GET";
    std::string url;  // https://..., or http:// to a loopback address
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    Milliseconds time_limit{10'000};  // for the whole exchange, connecting included
    std::size_t max_bytes = 1 << 20;  // a longer body is Fault::unavailable; it is not truncated
    // PEM file with the CAs to trust for this call instead of the system's; empty: the system's.  A file that cannot be
    // used is Fault::unavailable.
    std::string ca_file = {};
};

struct HttpResponse {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

// A port.  Any HTTP status is a result.  An Error means that no complete response arrived: Fault::unavailable when the
// network or the server failed or time_limit passed, Fault::invalid when the URL is not allowed.  TLS verification
// cannot be turned off; redirects are not followed.  Error::message names host and cause, never a header or body.
// [concurrent]
class HttpClient {
public:
    virtual ~HttpClient() = default;
    virtual Result<HttpResponse> call(const HttpRequest& request) const = 0;
};

}  // namespace secure_export
