#pragma once
// Rows for people and programs: an aligned table, CSV (RFC 4180) or a JSON array of objects.

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
    std::string_view usual_columns;    // those shown, comma between two, the most telling last; empty: all
    std::optional<std::size_t> width;  // of the terminal; nothing: cells are not cut
    bool wide = false;                 // all columns, nothing cut
};

// `rows` without the header line.  A table is cut to the width, but for its last column, which goes on in further
// lines. One row that does not fit is shown with a line for each of its columns.  All formats show clean text
// (core/clean_text.h), tables on one line, and a CSV cell that a spreadsheet would take for a formula gets an
// apostrophe: alert texts are other people's.
Rendered render(Format format, const std::vector<std::string>& columns, const std::vector<Cells>& rows,
                const TableLook& look = {});

// `text` in lines of at most `width` columns where its blanks allow it, each but the first behind `indent` blanks.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace secure_export::admin
