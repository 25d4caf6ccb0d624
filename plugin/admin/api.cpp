#include "admin/api.h"

#include <charconv>

#include "admin/render.h"
#include "core/http_status.h"
#include "core/text.h"
#include "core/timestamps.h"
#include "db/settings.h"
#include "db/story.h"
#include "db/views.h"
#include "json/json.h"

namespace secure_export::admin {

namespace {

constexpr std::string_view prefix = "/api/v1/";
constexpr int default_limit = 1000, most_rows = 100'000;

bool wants_text(const Request& request) {
    for (std::string_view value : header_values(request.headers, "Accept"))
        if (value.find("text/plain") != value.npos) return true;
    return false;
}

// An answer in both shapes: lines for a terminal, or JSON.
class Talk {
public:
    explicit Talk(const Request& request) : text_(wants_text(request)) {}

    Reply fail(int status, const std::string& say) const {
        Json::Value body(Json::objectValue);
        body["error"] = say;
        return make(status, say + "\n", body);
    }
    Reply fail(const Error& error) const { return fail(http_status(error.fault), error.say); }
    Reply done(const std::string& line, const Json::Value& body) const { return make(200, line + "\n", body); }

private:
    Reply make(int status, const std::string& line, const Json::Value& body) const {
        if (text_) return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, line};
        return {status, {{"Content-Type", "application/json"}}, json::write(body) + "\n"};
    }
    bool text_;
};

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

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

struct Rows {
    std::vector<std::string> columns;
    std::vector<Cells> rows;
    db::RowSink sink() {
        return [this](const Cells& cells) {
            if (columns.empty())
                for (const auto& cell : cells) columns.push_back(cell.value_or(""));
            else
                rows.push_back(cells);
        };
    }
};

// Runs `ask(limit, sink)` and renders what it gives.
template <class Ask>
Reply rows_reply(const Request& request, const Talk& talk, Ask ask) {
    const auto format = format_named(query_value(request.query, "format").value_or(""));
    if (!format) return talk.fail(format.error());
    int limit = default_limit;
    if (const auto text = query_value(request.query, "limit")) {
        const auto wanted = number(*text);
        if (!wanted || *wanted < 1 || *wanted > most_rows)
            return talk.fail(400, "limit must be a whole number from 1 to " + std::to_string(most_rows));
        limit = static_cast<int>(*wanted);
    }
    Rows rows;
    if (const Outcome asked = ask(limit, rows.sink()); !asked) return talk.fail(asked.error());
    Rendered rendered = render(*format, rows.columns, rows.rows);
    if (*format == Format::table && rows.rows.size() == static_cast<std::size_t>(limit))
        rendered.body += "(the first " + std::to_string(limit) + " rows; use --limit for more)\n";
    return {200, {{"Content-Type", rendered.type}}, std::move(rendered.body)};
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

Reply settings_document(const Talk& talk, db::Database& database) {
    auto tx = database.read();
    if (!tx) return talk.fail(tx.error());
    const db::SavedSettings saved = db::SettingsStore(*tx).current();
    if (saved.version == 0) return talk.fail(404, "no settings are saved yet: use `secure-export config import FILE`");
    return {200,
            {{"Content-Type", "application/json"}, {"ETag", "\"" + std::to_string(saved.version) + "\""}},
            saved.document + "\n"};
}

Reply save_settings(const Request& request, const Talk& talk, db::Database& database, Actions& actions) {
    const auto settings = read_settings(request.body);
    if (!settings) return talk.fail(400, settings.error().say);
    Json::Value body(Json::objectValue);
    const std::string what = std::to_string(settings->connections.size()) + " connection(s), " +
                             std::to_string(settings->desks.size()) + " desk(s)";
    if (query_value(request.query, "dry_run").value_or("") == "1") {
        body["valid"] = true;
        return talk.done("the document is good: " + what + "; nothing was saved", body);
    }
    std::int64_t before = 0;
    if (auto tx = database.read()) before = db::SettingsStore(*tx).version();
    const auto version = actions.save_settings(std::string(request.body), std::string(request.user));
    if (!version) return talk.fail(version.error());
    body["version"] = Json::Int64(*version);
    body["changed"] = *version != before;
    return talk.done(*version == before
                         ? "unchanged: these settings are in force already (version " + std::to_string(*version) + ")"
                         : "saved as version " + std::to_string(*version) + ": " + what,
                     body);
}

Reply parked_order(const Request& request, const Talk& talk, Actions& actions, const std::vector<std::string>& path) {
    Json::Value body(Json::objectValue);
    const std::string who(request.user);
    if (path.size() == 2 && path[1] == "retry") {
        const auto count = actions.retry_all(who);
        if (!count) return talk.fail(count.error());
        body["retried"] = *count;
        return talk.done(std::to_string(*count) + " parked item(s) will be tried again", body);
    }
    const auto id = path.size() == 3 ? number(path[1]) : std::nullopt;
    if (!id) return talk.fail(404, "no such address");
    if (path[2] == "retry") {
        if (const Outcome done = actions.retry(*id, who); !done) return talk.fail(done.error());
        body["retried"] = 1;
        return talk.done("delivery " + path[1] + " will be tried again", body);
    }
    if (path[2] != "drop") return talk.fail(404, "no such address");
    const std::string why = cut(one_line(trimmed(request.body)), 500);
    if (why.empty()) return talk.fail(400, "say why it is dropped: the reason is kept with the alert");
    if (const Outcome done = actions.drop(*id, who, why); !done) return talk.fail(done.error());
    body["dropped"] = 1;
    return talk.done("delivery " + path[1] + " is dropped; its alert keeps the reason", body);
}

Reply import_cis(const Request& request, const Talk& talk, Actions& actions, const std::string& desk) {
    const auto report = actions.import_cis(desk, request.body, std::string(request.user));
    if (!report) return talk.fail(report.error());
    if (!report->problems.empty()) {
        std::string say = "nothing was imported:";
        for (const std::string& problem : report->problems) say += "\n" + problem;
        return talk.fail(400, say);
    }
    Json::Value body(Json::objectValue);
    body["added"] = report->added;
    body["changed"] = report->changed;
    body["unchanged"] = report->unchanged;
    return talk.done(std::to_string(report->added) + " added, " + std::to_string(report->changed) + " changed, " +
                         std::to_string(report->unchanged) + " unchanged",
                     body);
}

Reply test_desk(const Talk& talk, Actions& actions, const std::string& desk) {
    const auto check = actions.test_desk(desk);
    if (!check) return talk.fail(check.error());
    std::string lines;
    Json::Value body(Json::arrayValue);
    bool good = true;
    for (const DeskCheck::Line& line : check->lines) {
        good = good && line.good;
        lines += (lines.empty() ? "" : "\n") + std::string(line.good ? "ok    " : "fail  ") + line.what +
                 (line.remedy.empty() ? "" : ": " + line.remedy);
        Json::Value one(Json::objectValue);
        one["good"] = line.good;
        one["what"] = line.what;
        one["remedy"] = line.remedy;
        body.append(one);
    }
    Reply reply = talk.done(lines, body);
    if (!good) reply.status = 409;
    return reply;
}

}  // namespace

Api::Api(db::Database& database, Actions& actions) : database_(database), actions_(actions) {}

Reply Api::answer(const Request& request) {
    const Talk talk(request);
    const std::vector<std::string> path = segments(request.path);
    const bool get = request.method == "GET", put = request.method == "PUT", post = request.method == "POST";
    if (path.size() == 1) {
        if (path[0] == "settings" && get) return settings_document(talk, database_);
        if (path[0] == "settings" && put) return save_settings(request, talk, database_, actions_);
        if (path[0] == "views" && get) return list_views(request, talk);
        if (path[0] == "explain" && get) return explain(request, talk, database_);
        if (path[0] == "parked" && get) return query_view(request, talk, database_, "parked");
        if (path[0] == "sql" && post)
            return rows_reply(request, talk, [&](int limit, const db::RowSink& row) {
                return db::query_sql(database_, request.body, limit, row);
            });
    }
    if (path.size() == 2 && path[0] == "views" && get) return query_view(request, talk, database_, path[1]);
    if (path.size() >= 2 && path[0] == "parked" && post) return parked_order(request, talk, actions_, path);
    if (path.size() == 3 && path[0] == "desks" && path[2] == "cis" && post)
        return import_cis(request, talk, actions_, path[1]);
    if (path.size() == 3 && path[0] == "desks" && path[2] == "test" && post) return test_desk(talk, actions_, path[1]);
    return talk.fail(404, "no such address");
}

}  // namespace secure_export::admin
