#pragma once
// Parses comma-separated values (RFC 4180) and what spreadsheets write.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/desks/local/limits.h"
#include "core/desk.h"

namespace secure_export::desks {

using CsvProblem = ItemImport::Problem;

struct CsvRow {
    int line;  // where it begins, from 1: a quoted field may hold line breaks
    std::vector<std::string> fields;
};

struct CsvFile {
    std::vector<CsvRow> rows;          // the header is the first
    std::vector<CsvProblem> problems;  // if there is one, parsing stopped there, and `rows` are those before
};

// Parses UTF-8 with or without a byte order mark.  Lines end in LF, CRLF or CR.  The separator is a comma, or a
// semicolon if the header has more of those (spreadsheets in countries with a decimal comma).  Rows whose fields are
// all empty are left out.  Fields are not trimmed.  Stops at the first problem: after an unbalanced quote, fields and
// rows cannot be distinguished.
CsvFile read_csv(std::string_view text);

}  // namespace secure_export::desks
