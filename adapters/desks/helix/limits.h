#pragma once
// Limits of requests to Helix and of its fields.  Each is defined here only; see rest/limits.h, too.

#include <chrono>
#include <cstddef>

namespace secure_export::desks::helix {

constexpr unsigned max_messages = 10;  // of an error that are reported
// Items that a look-up requests.  More than it returns, since deleted items and false matches of LIKE are filtered out.
constexpr int max_rows = 50;
// Gateways cut off longer addresses.
constexpr std::size_t max_query_bytes = 5000;
constexpr int max_of_one_key = 20;        // incidents
constexpr int max_notes_alike = 50;       // notes that are compared
constexpr std::size_t max_summary = 100;  // characters that fit into a work log's Description
// Length of the CMDB's Name; with a longer one the whole incident would be refused.
constexpr std::size_t max_ci_name = 254;
// Short, since hosts wait for it when they end.
constexpr std::chrono::seconds longest_sign_out{2};

}  // namespace secure_export::desks::helix
