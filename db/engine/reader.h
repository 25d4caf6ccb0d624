#pragma once
// Runs a statement that an operator wrote: read-only, with limits of time and memory.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace secure_export::db {

class Database;

// Called once for each row; the first call passes the column names.  NULL is nullopt.
using RowSink = std::function<void(const std::vector<std::optional<std::string>>&)>;

struct Question {
    std::string_view sql;                                  // one statement
    std::span<const std::string> parameters = {};          // ?1, ?2, ...
    std::span<const std::string_view> denied_tables = {};  // must not be read, not even through a view
    int max_rows = 0;                                      // further rows are dropped
};

// Uses a connection of its own, so that a slow statement does not delay the service.  Blobs are shown as x'ff'.
// Fault::invalid with the engine's own message when the statement is invalid or does more than read; and with the limit
// when it takes longer than 10 s, needs more than 48 MiB of memory, or has values of more than 4 MiB or a result of
// more than 16 MiB (sqlite/question_limits.h).
Outcome read_rows(Database& db, const Question& question, const RowSink& row);

}  // namespace secure_export::db
