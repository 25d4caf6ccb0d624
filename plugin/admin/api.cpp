#include "admin/api.h"

#include <algorithm>
#include <filesystem>

#include "admin/respond.h"
#include "admin/route.h"
#include "core/text.h"

namespace secure_export::admin {

namespace {

// Also true when that cannot be determined: opening the database then reports the reason.
bool is_there(const std::filesystem::path& file) {
    std::error_code unknown;
    return std::filesystem::exists(file, unknown) || unknown;
}

std::string not_there(const std::filesystem::path& file) {
    const auto directory = file.parent_path();
    if (!is_there(directory))
        return "there is no data directory " + directory.string() +
               ": name the service's with --data-dir or SECURE_EXPORT_DATA_DIR (serve, config import and secret set "
               "create one)";
    return "there is no database " + file.string() +
           " yet: serve, config import or secret set creates it; if one should exist, check the data directory";
}

// A request with "dry_run" must not create the database.
bool makes_database(const Route& route, const Request& request) {
    return route.data == Route::Data::made && query_value(request.query, "dry_run").value_or("") != "1";
}

std::string shown(std::string_view text) { return cut(one_line(text), 100); }

Response no_route(const Request& request, const std::vector<std::string>& path) {
    const std::string allow = methods_of(routes(), path);
    if (allow.empty())
        return refused(404,
                       "no such address: " + shown(request.path) + "; GET /api/v1/openapi.json lists the valid ones");
    Response response =
        refused(405, shown(request.path) + " takes " + allow + ", not " + cut(one_line(request.method), 20));
    response.headers.emplace_back("Allow", allow);
    return response;
}

}  // namespace

Api::Api(db::Database& database, const Ports& ports, const DeskKinds& kinds, const Clock& clock)
    : database_(database), ports_(ports), kinds_(kinds), clock_(clock) {}

// HEAD is answered like GET; the host leaves out the body.
Reply Api::answer(const Request& request) {
    const std::vector<std::string> path = segments(request.path);
    const std::string_view method = request.method == "HEAD" ? "GET" : request.method;
    for (const Route& route : routes()) {
        if (route.method != method) continue;
        const auto values = match(route.pattern, path);
        if (!values) continue;
        if (route.data != Route::Data::not_needed && !makes_database(route, request) && !is_there(database_.file()))
            return respond(request, refused(404, not_there(database_.file())), route.lines);
        return respond(request, route.handler({database_, ports_, kinds_, clock_}, {request, *values}), route.lines);
    }
    return respond(request, no_route(request, path), nullptr);
}

}  // namespace secure_export::admin
