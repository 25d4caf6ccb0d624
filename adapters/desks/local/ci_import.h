#pragma once
#include <string_view>

#include "adapters/desks/local/csv.h"
#include "adapters/desks/local/limits.h"
#include "db/engine/database.h"

namespace secure_export::desks {

struct CiRow {
    int line;  // in the file
    // nullopt: the file has no such column, so the register's value stays.
    std::string name;
    std::optional<std::string> resource_id, ci_class, external_id;
    int resource_column = 1;  // the column reported when the row is ambiguous
};

// Either rows to import or problems, never both.
struct CiRows {
    std::vector<CiRow> rows;
    std::vector<CsvProblem> problems;  // at most max_problems
};

// Parses the file and checks each value on its own: names on one line, resource ids canonical, lengths.
CiRows read_ci_rows(std::string_view csv);

// Writes the rows.  If the result has problems, the caller must not commit.
ItemImport write_ci_rows(db::Transaction& transaction, const std::vector<CiRow>& rows);

}  // namespace secure_export::desks
