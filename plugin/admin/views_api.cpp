#include "admin/views_api.h"

#include <algorithm>

#include "admin/query.h"
#include "core/since.h"
#include "db/store/views.h"

namespace secure_export::admin {

Response views_reply(const Request& request) {
    return rows_asked(request, [](int, const db::RowSink& row) -> Outcome {
        row({"view", "meaning"});
        for (const db::View& view : db::views()) row({view.name, view.meaning});
        return {};
    });
}

Response view_reply(const Request& request, db::Database& database, const std::string& name, Time now) {
    db::TimeSpan when;
    for (const auto& [what, time] : {std::pair("since", &when.since), std::pair("until", &when.until)})
        if (const auto text = query_value(request.query, what)) {
            const auto read = read_since(what, *text, now);
            if (!read) return read.error();
            *time = *read;
        }
    const auto known = std::ranges::find_if(db::views(), [&](const db::View& view) { return view.name == name; });
    return rows_asked(
        request,
        [&](int limit, const db::RowSink& row) {
            return db::query_view(database, name, query_value(request.query, "where").value_or(""), when, limit, row);
        },
        known == db::views().end() ? nullptr : known->usual_columns);
}

Response sql_reply(const Request& request, db::Database& database) {
    return rows_asked(
        request, [&](int limit, const db::RowSink& row) { return db::query_sql(database, request.body, limit, row); });
}

}  // namespace secure_export::admin
