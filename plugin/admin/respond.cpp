#include "admin/respond.h"

#include "admin/query.h"
#include "core/text.h"

namespace secure_export::admin {

namespace {

constexpr const char* plain = "text/plain; charset=utf-8";

bool wants_text(const Request& request) {
    for (std::string_view value : header_values(request.headers, "Accept"))
        if (value.find("text/plain") != value.npos) return true;
    return false;
}

// Cleans all texts of `value` except paging keys, which callers send back unchanged.
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

Rendered written(const Request& request, const Rows& rows) {
    TableLook look;
    look.width = width_asked(request);
    look.wide = query_value(request.query, "wide").value_or("") == "1";
    if (rows.usual_columns) look.usual_columns = rows.usual_columns;
    const Format format = rows.format.value_or(wants_text(request) ? Format::table : Format::json);
    Rendered rendered = render(format, rows.columns, rows.rows, look);
    if (format == Format::table && rows.rows.size() == static_cast<std::size_t>(rows.limit))
        rendered.body += "(the first " + std::to_string(rows.limit) + " rows; use --limit for more)\n";
    return rendered;
}

Rendered written(const Request&, const Kept& kept) { return {kept.type, escaped_json(kept.text)}; }

std::string in_lines(const Request& request, const Response& response, const Json::Value& facts, Lines lines) {
    if (response.status != 200 && facts.isObject()) return json::text(facts, "error");
    return (lines ? lines : lines::document)(facts, {width_asked(request), request.query});
}

Rendered written(const Request& request, const Response& response, Json::Value& facts, Lines lines) {
    if (wants_text(request)) {
        const std::string text = in_lines(request, response, facts, lines) + "\n";
        return {plain, response.as_written ? escaped_json(text) : clean_lines(text)};
    }
    if (response.as_written) return {"application/json", escaped_json(json::write(facts)) + "\n"};
    clean(facts);
    return {"application/json", json::write(facts) + "\n"};
}

}  // namespace

Reply respond(const Request& request, Response response, Lines lines) {
    Rendered made;
    if (auto* facts = std::get_if<Json::Value>(&response.body)) made = written(request, response, *facts, lines);
    if (const auto* rows = std::get_if<Rows>(&response.body)) made = written(request, *rows);
    if (const auto* kept = std::get_if<Kept>(&response.body)) made = written(request, *kept);
    Reply reply{response.status, {{"Content-Type", std::move(made.type)}}, std::move(made.body)};
    for (auto& header : response.headers) reply.headers.push_back(std::move(header));
    return reply;
}

}  // namespace secure_export::admin
