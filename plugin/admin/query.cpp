#include "admin/query.h"

#include <charconv>

#include "admin/limits.h"
#include "core/text.h"

namespace secure_export::admin {

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

// A width outside the range of real terminals is ignored.
std::optional<std::size_t> width_asked(const Request& request) {
    const auto width = whole_number(query_value(request.query, "width").value_or(""));
    if (!width || *width < min_width || *width > max_width) return std::nullopt;
    return static_cast<std::size_t>(*width);
}

Response rows_asked(const Request& request, const AskForRows& ask, const char* usual_columns) {
    Rows rows;
    rows.usual_columns = usual_columns;
    if (const auto name = query_value(request.query, "format")) {
        const auto format = format_named(*name);
        if (!format) return format.error();
        rows.format = *format;
    }
    rows.limit = usual_rows;
    if (const auto text = query_value(request.query, "limit")) {
        const auto wanted = whole_number(*text);
        if (!wanted || *wanted < 1 || *wanted > max_rows)
            return refused(400, "limit: \"" + cut(one_line(*text), max_quoted_bytes) +
                                    "\" is not a whole number from 1 to " + std::to_string(max_rows));
        rows.limit = static_cast<int>(*wanted);
    }
    const auto keep = [&rows](const Cells& cells) {
        if (rows.columns.empty())
            for (const auto& cell : cells) rows.columns.push_back(cell.value_or(""));
        else
            rows.rows.push_back(cells);
    };
    if (const Outcome asked = ask(rows.limit, keep); !asked) return asked.error();
    return rows;
}

}  // namespace secure_export::admin
