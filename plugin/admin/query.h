#pragma once
// What stands behind the question mark, read.

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "admin/response.h"
#include "core/exchange.h"
#include "db/store/views.h"

namespace secure_export::admin {

// Nothing for a text that is not a whole number from 0.
std::optional<std::int64_t> whole_number(std::string_view text);

// How wide the asker's terminal is, in columns; nothing when it is none.
std::optional<std::size_t> width_asked(const Request& request);

// The rows that `ask` gives, with the format and within the limit that the query names.  The first row that it gives is
// the columns' names.
using AskForRows = std::function<Outcome(int limit, const db::RowSink& sink)>;
Response rows_asked(const Request& request, const AskForRows& ask, const char* usual_columns = nullptr);

}  // namespace secure_export::admin
