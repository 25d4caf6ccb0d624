#include "admin/api.h"

#include "admin/backup_api.h"
#include "admin/lists_api.h"
#include "admin/overview_api.h"
#include "admin/secrets_api.h"
#include "admin/settings_api.h"
#include "admin/talk.h"
#include "admin/work_api.h"
#include "core/text.h"
#include "core/timestamps.h"
#include "db/inbox.h"
#include "db/story.h"
#include "db/views.h"
#include "json/json.h"

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

Reply query_view(const Request& request, const Talk& talk, db::Database& database, const std::string& name) {
    return rows_reply(request, talk, [&](int limit, const db::RowSink& row) {
        return db::query_view(database, name, query_value(request.query, "where").value_or(""),
                              query_value(request.query, "since").value_or(""), limit, row);
    });
}

Reply explain(const Request& request, const Talk& talk, db::Database& database) {
    const std::string of = query_value(request.query, "of").value_or("");
    if (of.empty()) return talk.fail(400, "say what to explain: an alert id, an incident number or a delivery id");
    auto tx = database.read();
    if (!tx) return talk.fail(tx.error());
    const auto story = db::Story(*tx).of(of);
    if (story.empty()) return talk.fail(404, "nothing is known of \"" + cut(one_line(of), 200) + "\"");
    std::string lines;
    Json::Value body(Json::arrayValue);
    std::string alert;
    for (const db::Happening& h : story) {
        if (const std::string key = h.connection + ' ' + h.alert_key; key != alert) {
            lines += (alert.empty() ? "" : "\n") + std::string("alert ") + one_line(h.alert_key) + "\nconnection " +
                     h.connection + "\n\n";
            alert = key;
        }
        std::string what = h.what;
        what.resize(std::max<std::size_t>(what.size(), 14), ' ');
        lines += iso(h.at) + "  " + what + (h.delivery ? "  [delivery " + std::to_string(h.delivery) + "] " : "  ") +
                 one_line(h.detail) + "\n";
        Json::Value one(Json::objectValue);
        one["at"] = iso(h.at);
        one["connection"] = h.connection;
        one["alert_key"] = h.alert_key;
        one["what"] = h.what;
        one["detail"] = h.detail;
        if (h.delivery) one["delivery"] = Json::Int64(h.delivery);
        body.append(one);
    }
    lines.pop_back();
    return talk.done(lines, body);
}

}  // namespace

Api::Api(db::Database& database, Actions& actions, const Clock& clock)
    : database_(database), actions_(actions), clock_(clock) {}

Result<std::optional<std::string>> Api::body_of(std::int64_t delivery) {
    auto tx = database_.read();
    if (!tx) return tx.error();
    return db::Inbox(*tx).body(delivery);
}

Reply Api::answer(const Request& request) {
    const Talk talk(request);
    const std::vector<std::string> path = segments(request.path);
    const bool get = request.method == "GET", post = request.method == "POST";
    const Time now = clock_.now();
    if (path[0] == "settings") return answer_about_settings(request, talk, path, database_, actions_);
    if (path[0] == "secrets") return answer_about_secrets(request, talk, path, database_, actions_);
    if (path[0] == "desks") return desk_order(request, talk, path, actions_);
    if (path[0] == "parked" && post && path.size() > 1) return parked_order(request, talk, path, actions_);
    if (path[0] == "alerts" && post && path.size() == 2 && path[1] == "forget")
        return forget_order(request, talk, actions_);
    if (path[0] == "bindings" && post && path.size() == 2) return binding_order(request, talk, path, actions_);
    if (path.size() == 1 && post) {
        if (path[0] == "backup") return backup_reply(talk, database_);
        if (path[0] == "dry-run")
            return dry_run_reply(request, talk, actions_, [this](std::int64_t id) { return body_of(id); });
        if (path[0] == "sql")
            return rows_reply(request, talk, [&](int limit, const db::RowSink& row) {
                return db::query_sql(database_, request.body, limit, row);
            });
    }
    if (path.size() == 1 && get) {
        if (path[0] == "status") return status_reply(request, talk, database_, actions_.public_addresses(), now);
        if (path[0] == "overview") return overview_reply(talk, database_, now);
        if (path[0] == "desk-kinds") return desk_kinds_reply(talk);
        if (path[0] == "template-fields") return template_fields_reply(talk);
        if (path[0] == "deliveries") return deliveries_reply(request, talk, database_);
        if (path[0] == "incidents") return incidents_reply(request, talk, database_);
        if (path[0] == "bindings") return bindings_reply(request, talk, database_);
        if (path[0] == "unbound") return unbound_reply(request, talk, database_);
        if (path[0] == "views") return list_views(request, talk);
        if (path[0] == "explain") return explain(request, talk, database_);
        if (path[0] == "parked") return query_view(request, talk, database_, "parked");
    }
    if (path.size() == 2 && get && path[0] == "views") return query_view(request, talk, database_, path[1]);
    if (path.size() == 2 && get && path[0] == "deliveries") return delivery_reply(talk, database_, path[1]);
    if (path.size() == 3 && get && path[0] == "deliveries" && path[2] == "body")
        return body_reply(talk, database_, path[1]);
    if (path.size() == 3 && get && path[0] == "connections" && path[2] == "checks")
        return connection_checks_reply(talk, database_, path[1], now);
    return talk.fail(404, "no such address");
}

}  // namespace secure_export::admin
