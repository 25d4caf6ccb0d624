#pragma once
// Helpers for the lists and desk tests of the admin API.

#include <cstdint>

#include "admin/response.h"
#include "core/desk.h"
#include "core/exchange.h"
#include "db/store/limits.h"
#include "db/store/page.h"

namespace secure_export::admin {

struct PageAsked {
    std::int64_t before = INT64_MAX, after = 0;
    int limit = db::usual_page_rows;
};

// Parses before, after and limit of the query; Fault::invalid when one of them is not a number in its range.
Result<PageAsked> page_asked(const Request& request, int usual_limit = db::usual_page_rows);

// A row as an object whose members are named like the columns.
Json::Value row_json(const db::Page& page, std::size_t row);
// {"rows": [...], "next": ...}; `next` is called with the last row when there are more.
template <class Next>
Json::Value page_json(const db::Page& page, const Next& next) {
    Json::Value body(Json::objectValue);
    body["rows"] = Json::Value(Json::arrayValue);
    for (std::size_t i = 0; i < page.rows.size(); ++i) body["rows"].append(row_json(page, i));
    body["next"] = page.more ? next(body["rows"][body["rows"].size() - 1]) : Json::Value();
    return body;
}

// The lines of a desk test, in the form that api.md describes.
Json::Value check_json(const DeskCheck& check);

}  // namespace secure_export::admin
