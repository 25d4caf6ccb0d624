#pragma once
// The documented views, and read-only questions about the mapping database.

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
    const char* time_column;  // what --since and --until compare; null when the view has none
    // What a terminal shows unless asked for all, most telling last: that one is never cut.  Comma between two.
    const char* usual_columns;
};
std::span<const View> views();

// From `since` on and before `until`.
struct TimeSpan {
    std::optional<Time> since, until;
};

// `where` is SQL that an operator wrote; it may be empty.  Nothing can be written, at most
// `max` rows are given and a statement that runs longer than 10 s is stopped.  Fault::invalid with SQLite's own words
// when it cannot be understood.
Outcome query_view(Database& db, std::string_view view, std::string_view where, const TimeSpan& when, int max,
                   const RowSink& row);
// One statement, read-only (an authorizer refuses everything but reading).
Outcome query_sql(Database& db, std::string_view sql, int max, const RowSink& row);

}  // namespace secure_export::db
