#include "admin/talk.h"

#include <charconv>

#include "admin/limits.h"
#include "admin/render.h"
#include "core/http_status.h"
#include "core/text.h"

namespace secure_export::admin {

namespace {

bool wants_text(const Request& request) {
    for (std::string_view value : header_values(request.headers, "Accept"))
        if (value.find("text/plain") != value.npos) return true;
    return false;
}

// A width that no terminal has is no width.
std::optional<std::size_t> width_asked(const Request& request) {
    const auto width = whole_number(query_value(request.query, "width").value_or(""));
    if (!width || *width < least_width || *width > most_width) return std::nullopt;
    return static_cast<std::size_t>(*width);
}

// All texts of `value` but the keys that a list goes on from, which are handed back.
void clean(Json::Value& value) {
    if (value.isString()) value = clean_lines(value.asString());
    if (value.isArray())
        for (Json::Value& item : value) clean(item);
    if (!value.isObject()) return;
    for (const std::string& name : value.getMemberNames()) {
        if (name == "next") continue;
        clean(value[name]);
        Json::Value held;
        if (std::string face = clean_lines(name); face != name && value.removeMember(name, &held))
            value[face] = std::move(held);
    }
}

Reply text_reply(int status, std::string text) {
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text)};
}

Reply json_reply(int status, std::string text) {
    return {status, {{"Content-Type", "application/json"}}, std::move(text)};
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

}  // namespace

Talk::Talk(const Request& request) : text_(wants_text(request)), width_(width_asked(request)) {}

// "desks[0].url: must be ..." lines are problems of single fields; other lines are told as they are.
Reply Talk::fail(int status, const std::string& say) const {
    Json::Value body(Json::objectValue);
    body["error"] = say;
    for (std::size_t at = 0; status == 400 && at < say.size();) {
        const std::string_view line = std::string_view(say).substr(at, say.find('\n', at) - at);
        at += line.size() + 1;
        const std::size_t colon = line.find(": ");
        if (colon == line.npos || line.substr(0, colon).find(' ') != line.npos) continue;
        Json::Value problem(Json::objectValue);
        problem["place"] = std::string(line.substr(0, colon));
        problem["what"] = std::string(line.substr(colon + 2));
        body["problems"].append(problem);
    }
    return make(status, say + "\n", body);
}

Reply Talk::fail_with(int status, const Json::Value& body) const {
    return make(status, json::text(body, "error") + "\n", body);
}

Reply Talk::fail(const Error& error) const { return fail(http_status(error.fault), error.say); }

Reply Talk::done(const std::string& line, const Json::Value& body) const { return make(200, line + "\n", body); }

Reply Talk::done_as_written(const std::string& json, const Json::Value& body) const {
    return text_ ? text_reply(200, escaped_json(json) + "\n") : json_reply(200, escaped_json(json::write(body)) + "\n");
}

Reply Talk::make(int status, const std::string& line, const Json::Value& body) const {
    if (text_) return text_reply(status, clean_lines(line));
    Json::Value shown = body;
    clean(shown);
    return json_reply(status, json::write(shown) + "\n");
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

Reply rows_reply(const Request& request, const Talk& talk, const AskForRows& ask, const char* usual_columns) {
    const auto format = format_named(query_value(request.query, "format").value_or(talk.in_lines() ? "table" : "json"));
    if (!format) return talk.fail(format.error());
    int limit = usual_rows;
    if (const auto text = query_value(request.query, "limit")) {
        const auto wanted = whole_number(*text);
        if (!wanted || *wanted < 1 || *wanted > most_rows)
            return talk.fail(400, "limit: \"" + cut(one_line(*text), most_quoted_bytes) +
                                      "\" is no whole number from 1 to " + std::to_string(most_rows));
        limit = static_cast<int>(*wanted);
    }
    Rows rows;
    if (const Outcome asked = ask(limit, rows.sink()); !asked) return talk.fail(asked.error());
    TableLook look;
    look.width = talk.width();
    look.wide = query_value(request.query, "wide").value_or("") == "1";
    if (usual_columns) look.usual_columns = usual_columns;
    Rendered rendered = render(*format, rows.columns, rows.rows, look);
    if (*format == Format::table && rows.rows.size() == static_cast<std::size_t>(limit))
        rendered.body += "(the first " + std::to_string(limit) + " rows; use --limit for more)\n";
    return {200, {{"Content-Type", rendered.type}}, std::move(rendered.body)};
}

}  // namespace secure_export::admin
