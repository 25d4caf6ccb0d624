#include "admin/render.h"

#include <algorithm>

#include "core/text.h"
#include "json/json.h"

namespace secure_export::admin {

namespace {

constexpr std::size_t widest_cell = 60, widest_last_cell = 200;  // the last one pushes nothing aside

// Columns on a terminal: counts code points, which is right for everything but wide and combining characters.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string table(const std::vector<std::string>& columns, const std::vector<Cells>& rows) {
    std::vector<std::vector<std::string>> cells{columns};
    for (const Cells& row : rows) {
        cells.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i)
            cells.back().push_back(
                cut(one_line(row[i].value_or("")), i + 1 < row.size() ? widest_cell : widest_last_cell));
    }
    std::vector<std::size_t> widths(columns.size(), 0);
    for (const auto& row : cells)
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths[i], width(row[i]));
    std::string out;
    for (std::size_t r = 0; r < cells.size(); ++r) {
        std::string line;
        for (std::size_t i = 0; i < cells[r].size(); ++i) {
            line += cells[r][i];
            if (i + 1 < cells[r].size()) line += std::string(widths[i] - width(cells[r][i]) + 2, ' ');
        }
        while (line.ends_with(' ')) line.pop_back();
        out += line + '\n';
        if (r == 0) {
            for (std::size_t i = 0; i < widths.size(); ++i)
                out += std::string(widths[i], '-') + (i + 1 < widths.size() ? "  " : "\n");
        }
    }
    if (rows.empty()) out += "(no rows)\n";
    return out;
}

std::string csv_cell(const std::string& text) {
    std::string value = text;
    if (!value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos)
        value.insert(0, 1, '\'');
    if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
    std::string quoted = "\"";
    for (char c : value) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

std::string csv(const std::vector<std::string>& columns, const std::vector<Cells>& rows) {
    std::string out;
    const auto line = [&](const auto& cells, auto text) {
        for (std::size_t i = 0; i < cells.size(); ++i) out += (i ? "," : "") + csv_cell(text(cells[i]));
        out += "\r\n";
    };
    line(columns, [](const std::string& name) { return name; });
    for (const Cells& row : rows) line(row, [](const std::optional<std::string>& cell) { return cell.value_or(""); });
    return out;
}

std::string json_rows(const std::vector<std::string>& columns, const std::vector<Cells>& rows) {
    Json::Value all(Json::arrayValue);
    for (const Cells& row : rows) {
        Json::Value one(Json::objectValue);
        for (std::size_t i = 0; i < columns.size() && i < row.size(); ++i)
            one[columns[i]] = row[i] ? Json::Value(*row[i]) : Json::Value();
        all.append(one);
    }
    return json::write_indented(all) + "\n";
}

}  // namespace

Result<Format> format_named(const std::string& name) {
    if (name.empty() || name == "table") return Format::table;
    if (name == "csv") return Format::csv;
    if (name == "json") return Format::json;
    return Error{Fault::invalid, "there is no format \"" + cut(one_line(name), 40) + "\": use table, csv or json", ""};
}

Rendered render(Format format, const std::vector<std::string>& columns, const std::vector<Cells>& rows) {
    switch (format) {
        case Format::csv: return {"text/csv; charset=utf-8", csv(columns, rows)};
        case Format::json: return {"application/json", json_rows(columns, rows)};
        case Format::table: break;
    }
    return {"text/plain; charset=utf-8", table(columns, rows)};
}

}  // namespace secure_export::admin
