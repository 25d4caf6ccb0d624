#pragma once
// Runs a statement that an operator wrote.  Only for db/*.cpp.

#include "db/views.h"

namespace secure_export::db {

// One statement, reading only; `parameter` is $1 where it is not empty.  On a connection of its own, so that a slow
// question keeps nobody from the service's.
Outcome read_rows(Database& db, std::string_view sql, std::string_view parameter, int most, const RowSink& row);

}  // namespace secure_export::db
