// CSV as a CMDB exports it, and as we write it for a spreadsheet.

#include "adapters/desks/local/csv.h"

#include <algorithm>

#include "admin/render.h"
#include "core/clean_text.h"
#include "tests/fuzz/fuzz.h"

using namespace secure_export;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows fields_of(const desks::CsvFile& file) {
    Rows rows;
    for (const desks::CsvRow& row : file.rows) rows.push_back(row.fields);
    return rows;
}

std::string written(const Rows& rows, char separator, const char* line_end) {
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) text += separator;
            text += '"';
            for (const char c : row[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
            text += '"';
        }
        text += line_end;
    }
    return text;
}

void check_what_was_read(const desks::CsvFile& file, std::string_view text) {
    int line = 0;
    for (const desks::CsvRow& row : file.rows) {
        MUST_HOLD(row.line > line);
        line = row.line;
        MUST_HOLD(!row.fields.empty() && row.fields.size() <= desks::max_csv_fields);
        bool says_something = false;
        for (const std::string& field : row.fields) {
            says_something = says_something || !field.empty();
            MUST_HOLD(field.size() <= desks::max_csv_field_bytes);
            MUST_HOLD(field.find('\0') == field.npos && fuzz::is_utf8(field));
        }
        MUST_HOLD(says_something);
    }
    for (const desks::CsvProblem& problem : file.problems) {
        MUST_HOLD(problem.line >= 1 && problem.line <= static_cast<int>(text.size()) + 1);
        MUST_HOLD(problem.column >= 1 && !problem.what.empty());
    }
}

// What render() writes for a query: the same cells again, as clean text, but for the apostrophe that disarms a formula.
void check_rendered(const Rows& rows) {
    const std::size_t width = rows.front().size();
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < width; ++i) columns.push_back("c" + std::to_string(i));
    std::vector<admin::Cells> cells;
    for (const auto& row : rows) {  // one that is empty once it is clean would be left out, as any empty row
        const bool says_something =
            std::ranges::any_of(row, [](const std::string& field) { return !clean_lines(field).empty(); });
        if (row.size() == width && says_something) cells.emplace_back(row.begin(), row.end());
    }
    const desks::CsvFile again = desks::read_csv(admin::render(admin::Format::csv, columns, cells).body);
    MUST_HOLD(again.problems.empty() && again.rows.size() == cells.size() + 1);
    for (std::size_t r = 0; r < cells.size(); ++r)
        for (std::size_t i = 0; i < width; ++i) {
            const std::string was = clean_lines(*cells[r][i]);
            const std::string& is = again.rows[r + 1].fields.at(i);
            MUST_HOLD(is.empty() || std::string_view("=+-@\t\r").find(is.front()) == std::string_view::npos);
            if (was.size() >= desks::max_csv_field_bytes) continue;
            MUST_HOLD(is == was || is == "'" + was);
        }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const desks::CsvFile file = desks::read_csv(text);
    check_what_was_read(file, text);

    const Rows rows = fields_of(file);
    for (const char separator : {',', ';'})
        for (const char* line_end : {"\n", "\r\n", "\r"}) {
            // The separator is told by the header line, so one that has a single field cannot show a semicolon.
            if (separator == ';' && (rows.empty() || rows.front().size() < 2)) continue;
            const desks::CsvFile again = desks::read_csv(written(rows, separator, line_end));
            MUST_HOLD(again.problems.empty());
            MUST_HOLD(fields_of(again) == rows);
        }
    if (!rows.empty()) check_rendered(rows);
    return 0;
}
