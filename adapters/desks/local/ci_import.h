#pragma once
#include <string_view>

#include "adapters/desks/local/csv.h"
#include "adapters/desks/local/limits.h"
#include "db/engine/database.h"

namespace secure_export::desks {

struct CiRow {
    int line;  // in the file
    // Nothing: the file has no such column, so the value that the register holds stays.
    std::string name;
    std::optional<std::string> resource_id, ci_class, external_id;
    int resource_column = 1;  // where to point when the row cannot be told apart
};

// Rows that can be imported, or what is wrong with the file; never both.
struct CiRows {
    std::vector<CiRow> rows;
    std::vector<CsvProblem> problems;  // at most max_problems
};

// Reads the file and checks each value by itself: names on one line, resource ids canonical, lengths.
CiRows read_ci_rows(std::string_view csv);

// Writes the rows.  With problems in the result nothing may be committed.
ItemImport write_ci_rows(db::Transaction& transaction, const std::vector<CiRow>& rows);

}  // namespace secure_export::desks
