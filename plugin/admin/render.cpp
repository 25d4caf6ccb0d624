#include "admin/render.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "admin/limits.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::admin {

namespace {

// Width on a terminal in columns: counts code points, which is wrong only for wide and combining characters.
std::size_t width(std::string_view text) { return count_characters(text); }

constexpr std::size_t between = 2;  // blanks between two columns

std::string padded(std::string_view text, std::size_t to) {
    std::string result(text);
    const std::size_t has = width(text);
    if (has < to) result.append(to - has, ' ');
    return result;
}

// The lines of a cell, broken between words where possible.
std::vector<std::string> lines_of(std::string_view text, std::size_t max) {
    std::vector<std::string> lines;
    std::string line;
    std::size_t used = 0;
    const auto end_line = [&] {
        while (line.ends_with(' ')) line.pop_back();
        lines.push_back(std::move(line));
        line.clear();
        used = 0;
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        std::string_view word = text.substr(at, end - at);
        at = end + 1;
        if (used > 0 && used + width(word) > max) end_line();
        while (width(word) > max) {  // an id, for example: broken at the end of the line
            std::size_t bytes = 0, columns = 0;
            while (columns < max || (static_cast<unsigned char>(word[bytes]) & 0xC0) == 0x80) {
                if ((static_cast<unsigned char>(word[bytes]) & 0xC0) != 0x80) ++columns;
                ++bytes;
            }
            line = word.substr(0, bytes);
            end_line();
            word.remove_prefix(bytes);
        }
        line += std::string(word) + ' ';
        used += width(word) + 1;
    }
    if (!line.empty() || lines.empty()) end_line();
    return lines;
}

using Grid = std::vector<std::vector<std::string>>;  // the header line first

std::vector<std::size_t> widths_of(const Grid& cells) {
    std::vector<std::size_t> widths(cells[0].size(), 0);
    for (const auto& row : cells)
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths[i], width(row[i]));
    return widths;
}

std::size_t total_of(const std::vector<std::size_t>& widths) {
    std::size_t total = widths.empty() ? 0 : (widths.size() - 1) * between;
    for (const std::size_t one : widths) total += one;
    return total;
}

// Narrows the widest of the columns before the last until all fit or all have their minimum.
void fit(std::vector<std::size_t>& widths, std::size_t limit) {
    if (widths.empty()) return;
    const std::size_t front = widths.size() - 1;
    const auto total_with_last = [&](std::size_t last) { return total_of(widths) - widths.back() + last; };
    const std::size_t wanted = std::min(widths.back(), std::max(min_last_width, limit / 3));
    while (total_with_last(wanted) > limit) {
        const auto widest = std::max_element(widths.begin(), widths.begin() + static_cast<std::ptrdiff_t>(front));
        if (front == 0 || *widest <= min_cell_width) break;
        --*widest;
    }
    const std::size_t others = total_with_last(0);
    widths.back() = std::min(widths.back(), limit > others + wanted ? limit - others : wanted);
}

std::string laid_out(const Grid& cells, const std::vector<std::size_t>& widths) {
    std::string out;
    for (std::size_t r = 0; r < cells.size(); ++r) {
        std::string front;
        std::size_t indent = 0;
        const std::size_t last = widths.size() - 1;
        for (std::size_t i = 0; i < last; ++i) {
            front += padded(cut_to_characters(cells[r][i], widths[i]), widths[i] + between);
            indent += widths[i] + between;
        }
        for (const std::string& text : lines_of(cells[r][last], std::max<std::size_t>(widths[last], 1))) {
            std::string line = front + text;
            while (line.ends_with(' ')) line.pop_back();
            out += line + '\n';
            front = std::string(indent, ' ');
        }
        if (r == 0)
            for (std::size_t i = 0; i < widths.size(); ++i)
                out += std::string(widths[i], '-') + (i < last ? std::string(between, ' ') : "\n");
    }
    return out;
}

std::string one_below_the_other(const Grid& cells, std::size_t limit) {
    std::size_t names = 0;
    for (const std::string& name : cells[0]) names = std::max(names, width(name));
    std::string out;
    for (std::size_t i = 0; i < cells[0].size(); ++i) {
        const std::size_t room = std::max(min_last_width, limit > names + between ? limit - names - between : 0);
        std::string front = padded(cells[0][i], names + between);
        for (const std::string& text : lines_of(cells[1][i], room)) {
            std::string line = front + text;
            while (line.ends_with(' ')) line.pop_back();
            out += line + '\n';
            front = std::string(names + between, ' ');
        }
    }
    return out;
}

// The indices of the columns to show, in ascending order.
std::vector<std::size_t> shown(const std::vector<std::string>& columns, const TableLook& look) {
    std::vector<std::size_t> places;
    for (std::size_t at = 0; !look.wide && at < look.usual_columns.size();) {
        const std::size_t end = std::min(look.usual_columns.find(',', at), look.usual_columns.size());
        const auto found = std::ranges::find(columns, look.usual_columns.substr(at, end - at));
        if (found != columns.end()) places.push_back(static_cast<std::size_t>(found - columns.begin()));
        at = end + 1;
    }
    for (std::size_t i = 0; places.size() < columns.size() && i < columns.size(); ++i)
        if (look.wide || look.usual_columns.empty()) places.push_back(i);
    return places;
}

std::string table(const std::vector<std::string>& columns, const std::vector<Cells>& rows, const TableLook& look) {
    const auto grid = [&](const std::vector<std::size_t>& places) {
        Grid cells(1);
        for (const std::size_t i : places) cells[0].push_back(one_line(columns[i]));
        for (const Cells& row : rows) {
            cells.emplace_back();
            for (const std::size_t i : places)
                cells.back().push_back(i < row.size() ? one_line(row[i].value_or("")) : "");
        }
        return cells;
    };
    std::vector<std::size_t> all(columns.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    if (all.empty()) return "(no rows)\n";
    const std::size_t limit = look.width.value_or(usual_width);
    if (rows.size() == 1 && !look.wide) {
        const Grid one = grid(all);
        if (total_of(widths_of(one)) > limit) return one_below_the_other(one, look.width ? limit : SIZE_MAX);
    }
    const std::vector<std::size_t> places = shown(columns, look);
    const Grid cells = grid(places.empty() ? all : places);
    std::vector<std::size_t> widths = widths_of(cells);
    if (look.width && !look.wide) fit(widths, limit);
    std::string out = laid_out(cells, widths);
    if (rows.empty()) out += "(no rows)\n";
    if (!rows.empty() && cells[0].size() < columns.size())
        out += "(" + std::to_string(columns.size() - cells[0].size()) + " more columns: --wide)\n";
    return out;
}

// East Asian spreadsheets also accept the fullwidth forms.
bool begins_formula(std::string_view text) {
    static constexpr std::string_view signs[] = {"=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠"};
    return std::ranges::any_of(signs, [text](std::string_view sign) { return text.starts_with(sign); });
}

std::string csv_cell(const std::string& text) {
    std::string value = clean_lines(text);
    if (begins_formula(value)) value.insert(0, 1, '\'');
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

// One row per line, each serialized on its own: one tree of a large reply would take many times its size.
std::string json_rows(const std::vector<std::string>& columns, const std::vector<Cells>& rows) {
    std::string out = "[";
    for (const Cells& row : rows) {
        Json::Value one(Json::objectValue);
        for (std::size_t i = 0; i < columns.size() && i < row.size(); ++i)
            one[clean_lines(columns[i])] = row[i] ? Json::Value(clean_lines(*row[i])) : Json::Value();
        out += (out.size() > 1 ? ",\n" : "\n") + json::write(one);
    }
    return out + (out.size() > 1 ? "\n]\n" : "]\n");
}

}  // namespace

Result<Format> format_named(const std::string& name) {
    if (name.empty() || name == "table") return Format::table;
    if (name == "csv") return Format::csv;
    if (name == "json") return Format::json;
    return Error{Fault::invalid,
                 "there is no format \"" + cut(one_line(name), max_quoted_bytes) + "\": use table, csv or json", ""};
}

Rendered render(Format format, const std::vector<std::string>& columns, const std::vector<Cells>& rows,
                const TableLook& look) {
    switch (format) {
        case Format::csv: return {"text/csv; charset=utf-8", csv(columns, rows)};
        case Format::json: return {"application/json", json_rows(columns, rows)};
        case Format::table: break;
    }
    return {"text/plain; charset=utf-8", table(columns, rows, look)};
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
    std::string out;
    for (const std::string& line : lines_of(text, std::max(width, indent + min_last_width) - indent))
        out += (out.empty() ? "" : "\n" + std::string(indent, ' ')) + line;
    return out;
}

}  // namespace secure_export::admin
