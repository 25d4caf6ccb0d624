#pragma once
// The routes of the admin API.  One table (routes.cpp) drives the dispatch, 404, 405 with Allow, and the OpenAPI
// document.  Tests compare api.md, the screens and the command line with it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/lines.h"
#include "admin/ports.h"
#include "admin/response.h"
#include "core/clock.h"
#include "core/desk_kinds.h"
#include "core/exchange.h"
#include "db/engine/database.h"

namespace secure_export::admin {

// The handlers' dependencies; they outlive every call.
struct Means {
    db::Database& database;
    const Ports& ports;
    const DeskKinds& kinds;
    const Clock& clock;
};

struct Call {
    const Request& request;
    const std::vector<std::string>& values;  // of the pattern's {parameters}, in order, percent-decoded
};

struct Parameter {
    std::string_view name, meaning;
    std::int64_t min = 0, max = -1;  // range of a whole number; max < min: it is text
};

// For routes that return rows, whose format the request selects, or stored documents.
constexpr Lines own_format = nullptr;

struct Route {
    std::string_view method;   // GET includes HEAD
    std::string_view pattern;  // below /api/v1/; a segment in braces is a parameter: "desks/{desk}/cis"
    Response (*handler)(const Means& means, const Call& call);
    Lines lines;                     // formats the reply's JSON for a terminal; own_format: the reply is not JSON facts
    std::string_view meaning;        // one sentence
    std::vector<Parameter> query{};  // parameters of the query string, all optional
    std::string_view body{};         // Content-Type of the request's body; empty: it has none
    std::string_view answer = "application/json";  // Content-Type of the reply, unless text/plain was requested
    // `there`: the database file must exist, so that a mistyped directory is not taken for an empty one.
    // `made`: the request creates the file.
    enum class Data { not_needed, there, made } data = Data::there;
};

std::span<const Route> routes();

// The path's segments below /api/v1/, each percent-decoded on its own.
std::vector<std::string> segments(std::string_view path);

// The values of the pattern's parameters; nullopt when the path does not match.
std::optional<std::vector<std::string>> match(std::string_view pattern, const std::vector<std::string>& path);

// The methods that the path supports: "GET, HEAD, PUT"; empty when there is no such path.
std::string methods_of(std::span<const Route> table, const std::vector<std::string>& path);

}  // namespace secure_export::admin
