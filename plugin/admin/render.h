#pragma once
// Formats rows for people and programs: an aligned table, CSV (RFC 4180) or a JSON array of objects.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.h"
#include "core/result.h"

namespace secure_export::admin {

using Cells = std::vector<std::optional<std::string>>;

enum class Format { table, csv, json };
Result<Format> format_named(const std::string& name);  // Fault::invalid lists the names

struct Rendered {
    std::string type;  // Content-Type
    std::string body;
};

// How a table is laid out.
struct TableLook {
    std::string_view usual_columns;    // the columns shown, separated by commas, the longest last; empty: all
    std::optional<std::size_t> width;  // of the terminal in columns; nullopt: cells are not cut
    bool wide = false;                 // all columns, nothing cut
};

// `rows` does not contain the header.  A table's cells are cut to the width, except the last column, which continues in
// further lines.  A single row that does not fit is shown with one line per column.  All formats contain clean text
// (core/clean_text.h), tables on one line.  A CSV cell that a spreadsheet would take for a formula gets an apostrophe,
// since alert texts are untrusted.
Rendered render(Format format, const std::vector<std::string>& columns, const std::vector<Cells>& rows,
                const TableLook& look = {});

// Wraps `text` at blanks into lines of at most `width` columns; lines after the first are indented by `indent` blanks.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace secure_export::admin
