#pragma once
// Rows for people and programs: an aligned table, CSV (RFC 4180) or a JSON array of objects.

#include <optional>
#include <string>
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

// `rows` without the header line.  Control characters are shown as spaces in tables, and a CSV cell that a spreadsheet
// would take for a formula gets an apostrophe: alert texts are other people's.
Rendered render(Format format, const std::vector<std::string>& columns, const std::vector<Cells>& rows);

}  // namespace secure_export::admin
