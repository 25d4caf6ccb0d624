#pragma once
// One HTTP request and its reply at the C boundary.  A Request is a view of the host's bytes, valid during the call.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace secure_export {

struct Request {
    std::uint32_t endpoint = 0;
    std::string_view method, path, query, headers, body, peer, user;
};

struct Reply {
    int status = 500;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

// Called with the reply to the request at `index` of the batch.
using Answer = std::function<void(std::size_t index, const Reply& reply)>;

// Every value of the field `name` (compared without case) in "Name: value\n" lines, trimmed.  More than one
// Authorization field is an attack or a broken proxy, so callers see them all.
std::vector<std::string_view> header_values(std::string_view headers, std::string_view name);

// The value of `name` in a query string, percent-decoded ('+' is a space); nullopt when absent or badly encoded.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

}  // namespace secure_export
