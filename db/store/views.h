#pragma once
// The documented views of the mapping database, and operators' read-only statements.

#include <span>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "db/engine/database.h"
#include "db/engine/reader.h"

namespace secure_export::db {

struct View {
    const char* name;
    const char* meaning;      // one sentence
    const char* time_column;  // the column that --since and --until compare; null when the view has none
    // The columns that a terminal shows by default, separated by commas; the last one is never cut.
    const char* usual_columns;
};
std::span<const View> views();

// From `since` (included) to `until` (excluded).
struct TimeSpan {
    std::optional<Time> since, until;
};

// Passes at most `max` rows of a view to `row`.  `where` is an SQL condition that an operator wrote; it may be empty.
// Limits and errors as of read_rows() (db/engine/reader.h).
Outcome query_view(Database& db, std::string_view view, std::string_view where, const TimeSpan& when, int max,
                   const RowSink& row);
// Runs one statement, read-only (an authorizer rejects everything but reading).  Limits and errors as of read_rows().
Outcome query_sql(Database& db, std::string_view sql, int max, const RowSink& row);

}  // namespace secure_export::db
