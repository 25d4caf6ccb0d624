#pragma once
// Runs a statement that an operator wrote: reading only, for a limited time.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace secure_export::db {

class Database;

// Called once for each row; the first call has the column names.  Null cells are nullopt.
using RowSink = std::function<void(const std::vector<std::optional<std::string>>&)>;

struct Question {
    std::string_view sql;                                  // one statement
    std::span<const std::string> parameters = {};          // ?1, ?2, ...
    std::span<const std::string_view> denied_tables = {};  // may not be read, whatever the view that names them
    int max_rows = 0;                                      // no more are given
};

// On a connection of its own, so that a slow question keeps nobody from the service's.  Blobs are given as x'ff'.
// Fault::invalid with the engine's own words where the statement cannot be understood or does more than read, and with
// the limit where it takes longer than 10 s, needs more than 48 MiB of memory, has values of more than 4 MiB or an
// answer of more than 16 MiB (sqlite/question_limits.h).
Outcome read_rows(Database& db, const Question& question, const RowSink& row);

}  // namespace secure_export::db
