#pragma once
// The routes of the admin API: one table (routes.cpp), from which the dispatch, 404, 405 with Allow, and the OpenAPI
// document come.  Tests hold api.md, the screens and the command line against it.

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

// What handlers work with; all of it outlives a call.
struct Means {
    db::Database& database;
    const Ports& ports;
    const DeskKinds& kinds;
    const Clock& clock;
};

struct Call {
    const Request& request;
    const std::vector<std::string>& values;  // of the pattern's {parameters}, in its order, percent-decoded
};

struct Parameter {
    std::string_view name, meaning;
    std::int64_t min = 0, max = -1;  // of a whole number; max < min: it is text
};

// Rows, which are a table or another format as the request says, and documents that are given as they are kept.
constexpr Lines own_format = nullptr;

struct Route {
    std::string_view method;   // GET goes for HEAD too
    std::string_view pattern;  // below /api/v1/; a segment in braces is a parameter: "desks/{desk}/cis"
    Response (*handler)(const Means& means, const Call& call);
    Lines lines;                     // a terminal's, of the answer's facts; own_format: the answer is no facts
    std::string_view meaning;        // one sentence
    std::vector<Parameter> query{};  // what stands behind the question mark; all of it may be absent
    std::string_view body{};         // Content-Type of the request's body; empty: it has none
    std::string_view answer = "application/json";  // Content-Type, Accept: text/plain apart
    // `there`: answered when the database file is there, so that a mistyped directory is not taken for an empty one.
    // `made`: the request makes the file.
    enum class Data { not_needed, there, made } data = Data::there;
};

std::span<const Route> routes();

// The path's segments below /api/v1/, each percent-decoded by itself.
std::vector<std::string> segments(std::string_view path);

// The values of the pattern's parameters when the path has its form.
std::optional<std::vector<std::string>> match(std::string_view pattern, const std::vector<std::string>& path);

// "GET, HEAD, PUT": what the path takes; empty when there is no such path.
std::string methods_of(std::span<const Route> table, const std::vector<std::string>& path);

}  // namespace secure_export::admin
