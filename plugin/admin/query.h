#pragma once
// Parses the parameters of a request's query string.

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "admin/response.h"
#include "core/exchange.h"
#include "db/store/views.h"

namespace secure_export::admin {

// nullopt for a text that is not a whole number from 0 on.
std::optional<std::int64_t> whole_number(std::string_view text);

// The width of the caller's terminal in columns; nullopt when it is not a terminal.
std::optional<std::size_t> width_asked(const Request& request);

// The rows from `ask`, in the format and within the limit of the query.  `ask` passes the columns' names as first row.
using AskForRows = std::function<Outcome(int limit, const db::RowSink& sink)>;
Response rows_asked(const Request& request, const AskForRows& ask, const char* usual_columns = nullptr);

}  // namespace secure_export::admin
