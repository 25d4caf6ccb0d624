#include "admin/api.h"

#include <algorithm>
#include <filesystem>

#include "admin/backup_api.h"
#include "admin/explain_api.h"
#include "admin/lists_api.h"
#include "admin/overview_api.h"
#include "admin/secrets_api.h"
#include "admin/settings_api.h"
#include "admin/talk.h"
#include "admin/work_api.h"
#include "core/since.h"
#include "core/text.h"
#include "core/timestamps.h"
#include "db/engine/in_transaction.h"
#include "db/store/inbox.h"
#include "db/store/views.h"

namespace secure_export::admin {

namespace {

constexpr std::string_view prefix = "/api/v1/";

std::vector<std::string> segments(std::string_view path) {
    std::vector<std::string> parts;
    if (path.starts_with(prefix)) path.remove_prefix(prefix.size());
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        // The path is percent-decoded like a query value, '+' apart.
        std::string part(path.substr(at, end - at));
        std::string escaped;
        for (char c : part) escaped += c == '+' ? std::string("%2B") : std::string(1, c);
        parts.push_back(query_value("x=" + escaped, "x").value_or(part));
        at = end + 1;
    }
    return parts;
}

Reply list_views(const Request& request, const Talk& talk) {
    return rows_reply(request, talk, [](int, const db::RowSink& row) -> Outcome {
        row({"view", "meaning"});
        for (const db::View& view : db::views()) row({view.name, view.meaning});
        return {};
    });
}

Reply query_view(const Request& request, const Talk& talk, db::Database& database, const std::string& name, Time now) {
    db::TimeSpan when;
    for (const auto& [what, time] : {std::pair("since", &when.since), std::pair("until", &when.until)})
        if (const auto text = query_value(request.query, what)) {
            const auto read = read_since(what, *text, now);
            if (!read) return talk.fail(read.error());
            *time = *read;
        }
    const auto known = std::ranges::find_if(db::views(), [&](const db::View& view) { return view.name == name; });
    return rows_reply(
        request, talk,
        [&](int limit, const db::RowSink& row) {
            return db::query_view(database, name, query_value(request.query, "where").value_or(""), when, limit, row);
        },
        known == db::views().end() ? nullptr : known->usual_columns);
}

// Whether it may make the database: questions do not, so that a mistyped directory is not taken for an empty one.
bool saves(const Request& request) {
    return request.method == "PUT" && query_value(request.query, "dry_run").value_or("") != "1";
}

// One that cannot be looked at is left to the database, which says why.
bool is_there(const std::filesystem::path& file) {
    std::error_code unknown;
    return std::filesystem::exists(file, unknown) || unknown;
}

std::string not_there(const std::filesystem::path& file) {
    const auto directory = file.parent_path();
    if (!is_there(directory))
        return "there is no data directory " + directory.string() +
               ": name the service's with --data-dir or SECURE_EXPORT_DATA_DIR (serve, config import and secret set "
               "make one)";
    return "there is no database " + file.string() +
           " yet: serve, config import or secret set makes it; if there should be one, check the data directory";
}

}  // namespace

Api::Api(db::Database& database, const Ports& ports, const DeskKinds& kinds, const Clock& clock)
    : database_(database), ports_(ports), kinds_(kinds), clock_(clock) {}

Result<std::optional<std::string>> Api::body_of(std::int64_t delivery) {
    return db::in_reading(database_, [&](db::Transaction& tx) -> Result<std::optional<std::string>> {
        return db::Inbox(tx).body(delivery);
    });
}

Reply Api::answer(const Request& request) {
    const Talk talk(request);
    const std::vector<std::string> path = segments(request.path);
    const bool get = request.method == "GET", post = request.method == "POST";
    const Time now = clock_.now();
    if (path.size() == 1 && get) {  // what is known without a database
        if (path[0] == "desk-kinds") return desk_kinds_reply(talk, kinds_);
        if (path[0] == "template-fields") return template_fields_reply(talk);
        if (path[0] == "views") return list_views(request, talk);
    }
    if (!saves(request) && !is_there(database_.file())) return talk.fail(404, not_there(database_.file()));
    if (path[0] == "settings")
        return answer_about_settings(request, talk, path, database_, ports_.settings, ports_.desks, kinds_);
    if (path[0] == "secrets") return answer_about_secrets(request, talk, path, database_, ports_.secrets);
    if (path[0] == "desks") return desk_order(request, talk, path, ports_.cmdb, ports_.desks);
    if (path[0] == "parked" && post && path.size() > 1) return parked_order(request, talk, path, ports_.parked);
    if (path[0] == "alerts" && post && path.size() == 2 && path[1] == "forget")
        return forget_order(request, talk, ports_.alerts);
    if (path[0] == "bindings" && post && path.size() == 2) return binding_order(request, talk, path, ports_.bindings);
    if (path.size() == 1 && post) {
        if (path[0] == "backup") return backup_reply(talk, database_);
        if (path[0] == "dry-run")
            return dry_run_reply(request, talk, ports_.dry_runs, [this](std::int64_t id) { return body_of(id); });
        if (path[0] == "sql")
            return rows_reply(request, talk, [&](int limit, const db::RowSink& row) {
                return db::query_sql(database_, request.body, limit, row);
            });
    }
    if (path.size() == 1 && get) {
        if (path[0] == "status") return status_reply(request, talk, database_, ports_.addresses, now);
        if (path[0] == "overview") return overview_reply(talk, database_, kinds_, now);
        if (path[0] == "deliveries") return deliveries_reply(request, talk, database_);
        if (path[0] == "incidents") return incidents_reply(request, talk, database_);
        if (path[0] == "bindings") return bindings_reply(request, talk, database_);
        if (path[0] == "unbound") return unbound_reply(request, talk, database_);
        if (path[0] == "explain") return explain_reply(request, talk, database_, clock_);
        if (path[0] == "parked") return query_view(request, talk, database_, "parked", now);
    }
    if (path.size() == 2 && get && path[0] == "views") return query_view(request, talk, database_, path[1], now);
    if (path.size() == 2 && get && path[0] == "deliveries") return delivery_reply(talk, database_, path[1]);
    if (path.size() == 3 && get && path[0] == "deliveries" && path[2] == "body")
        return body_reply(talk, database_, path[1]);
    if (path.size() == 3 && get && path[0] == "connections" && path[2] == "checks")
        return connection_checks_reply(talk, database_, path[1], now);
    return talk.fail(404, "no such address");
}

}  // namespace secure_export::admin
