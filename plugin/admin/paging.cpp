#include "admin/paging.h"

#include "admin/limits.h"
#include "admin/query.h"
#include "core/text.h"

namespace secure_export::admin {

Result<PageAsked> page_asked(const Request& request, int usual_limit) {
    PageAsked page;
    page.limit = usual_limit;
    const auto number = [&](const char* name, auto use, std::int64_t max) -> Outcome {
        const auto text = query_value(request.query, name);
        if (!text) return {};
        const auto value = whole_number(*text);
        if (!value || *value > max)
            return Error{Fault::invalid,
                         std::string(name) + ": \"" + cut(one_line(*text), max_quoted_bytes) +
                             "\" is not a whole number up to " + std::to_string(max),
                         ""};
        use(*value);
        return {};
    };
    for (const Outcome& read :
         {number(
              "before", [&](std::int64_t value) { page.before = value; }, INT64_MAX),
          number(
              "after", [&](std::int64_t value) { page.after = value; }, INT64_MAX),
          number(
              "limit", [&](std::int64_t value) { page.limit = static_cast<int>(value); }, max_page_rows)})
        if (!read) return read.error();
    if (page.limit < 1) return Error{Fault::invalid, "limit must be 1 to " + std::to_string(max_page_rows), ""};
    return page;
}

Json::Value row_json(const db::Page& page, std::size_t row) {
    Json::Value object(Json::objectValue);
    for (std::size_t column = 0; column < page.columns.size(); ++column) {
        Json::Value& member = object[page.columns[column]];
        const db::Value& value = page.rows[row][column];
        if (const auto* number = std::get_if<std::int64_t>(&value)) member = Json::Int64(*number);
        if (const auto* text = std::get_if<std::string>(&value)) member = *text;
    }
    return object;
}

Json::Value check_json(const DeskCheck& check) {
    Json::Value lines(Json::arrayValue);
    for (const DeskCheck::Line& line : check.lines) {
        Json::Value one(Json::objectValue);
        one["good"] = line.good;
        one["what"] = line.what;
        one["remedy"] = line.remedy;
        lines.append(one);
    }
    return lines;
}

}  // namespace secure_export::admin
