#pragma once
// Runs a statement that an operator wrote.  Only for db/*.cpp.

#include "db/views.h"

namespace secure_export::db {

// One statement, reading only; `parameters` are ?1, ?2, ....  On a connection of its own, so that a slow
// question keeps nobody from the service's.
Outcome read_rows(Database& db, std::string_view sql, std::span<const std::string> parameters, int most,
                  const RowSink& row);

}  // namespace secure_export::db
