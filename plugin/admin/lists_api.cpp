#include "admin/lists_api.h"

#include "admin/limits.h"
#include "admin/paging.h"
#include "admin/query.h"
#include "admin/reading.h"
#include "core/text.h"
#include "db/store/inbox.h"
#include "db/store/lists.h"

namespace secure_export::admin {
namespace {

std::string asked(const Request& request, const char* name) {
    return cut(query_value(request.query, name).value_or(""), max_search_bytes);
}

Response no_delivery(const std::string& id) {
    return refused(404, "there is no delivery \"" + cut(one_line(id), max_quoted_bytes) + "\"");
}

// Moves incident_number, incident_url, ... into one member "incident"; null if there is none.
void nest_incident(Json::Value& row) {
    Json::Value incident(Json::objectValue);
    for (const char* name : {"number", "url", "status", "desk"}) {
        Json::Value held;
        row.removeMember(std::string("incident_") + name, &held);
        incident[name] = held;
    }
    row["incident"] = incident["number"].isNull() ? Json::Value() : incident;
    row["test"] = row["test"].isInt() && row["test"].asInt() == 1;
}

// The paging key of a list sorted by desk and resource; neither contains a line break.
std::string key_of(const Json::Value& row) { return json::text(row, "desk") + '\n' + json::text(row, "resource"); }

template <class List>
Response resources_reply(const Request& request, db::Database& database, const List& list) {
    const std::string after = query_value(request.query, "after").value_or("");
    const auto limit = query_value(request.query, "limit");
    db::ResourceFilter filter;
    const std::size_t end = after.find('\n');
    filter.after_desk = after.substr(0, end);
    if (end != after.npos) filter.after_resource = after.substr(end + 1);
    filter.search = asked(request, "q");
    filter.desk = asked(request, "desk");
    if (limit) {
        if (const auto wanted = whole_number(*limit); wanted && *wanted >= 1 && *wanted <= max_page_rows)
            filter.limit = static_cast<int>(*wanted);
        else
            return refused(400, "limit: \"" + cut(one_line(*limit), max_quoted_bytes) +
                                    "\" is not a whole number from 1 to " + std::to_string(max_page_rows));
    }
    return reading(database, [&](db::Transaction& tx) -> Response {
        return page_json(list(db::Lists(tx), filter), [](const Json::Value& last) { return key_of(last); });
    });
}

}  // namespace

Response deliveries_reply(const Request& request, db::Database& database) {
    const auto page = page_asked(request);
    if (!page) return page.error();
    db::DeliveryFilter filter;
    filter.before = page->before;
    filter.after = page->after;
    filter.limit = page->limit;
    filter.search = asked(request, "q");
    filter.connection = asked(request, "connection");
    filter.severity = asked(request, "severity");
    filter.state = asked(request, "state");
    return reading(database, [&](db::Transaction& tx) -> Response {
        Json::Value body =
            page_json(db::Lists(tx).deliveries(filter), [](const Json::Value& last) { return last["id"]; });
        for (Json::Value& row : body["rows"]) nest_incident(row);
        return body;
    });
}

Response delivery_reply(db::Database& database, const std::string& id) {
    const auto number = whole_number(id);
    return reading(database, [&](db::Transaction& tx) -> Response {
        const db::Page page = number ? db::Lists(tx).delivery(*number) : db::Page{};
        if (page.rows.empty()) return no_delivery(id);
        Json::Value row = row_json(page, 0);
        nest_incident(row);
        return row;
    });
}

Response body_reply(db::Database& database, const std::string& id) {
    const auto number = whole_number(id);
    return reading(database, [&](db::Transaction& tx) -> Response {
        auto body = number ? db::Inbox(tx).body(*number) : std::nullopt;
        if (!body) return no_delivery(id);
        // Always as plain text: a browser must not render it as a page, nor may it control a terminal.
        Response response(Kept{"text/plain; charset=utf-8", std::move(*body)});
        response.headers = {{"X-Content-Type-Options", "nosniff"}};
        return response;
    });
}

Response incidents_reply(const Request& request, db::Database& database) {
    const auto page = page_asked(request);
    if (!page) return page.error();
    db::IncidentFilter filter;
    filter.before = page->before;
    filter.limit = page->limit;
    filter.search = asked(request, "q");
    filter.desk = asked(request, "desk");
    filter.status = asked(request, "status");
    if (filter.status != "" && filter.status != "open" && filter.status != "closed")
        return refused(400,
                       "status: \"" + cut(one_line(filter.status), max_quoted_bytes) + "\" is neither open nor closed");
    return reading(database, [&](db::Transaction& tx) -> Response {
        return page_json(db::Lists(tx).incidents(filter), [](const Json::Value& last) { return last["id"]; });
    });
}

Response bindings_reply(const Request& request, db::Database& database) {
    return resources_reply(request, database,
                           [](db::Lists lists, const db::ResourceFilter& filter) { return lists.bindings(filter); });
}

Response unbound_reply(const Request& request, db::Database& database) {
    return resources_reply(request, database,
                           [](db::Lists lists, const db::ResourceFilter& filter) { return lists.unbound(filter); });
}

}  // namespace secure_export::admin
