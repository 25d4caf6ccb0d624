#pragma once
// Limits of the mapping database.  Each is defined here only.

#include <chrono>
#include <cstddef>

namespace secure_export::db {

// Default rows of a page of a list: what a screen shows.
constexpr int usual_page_rows = 50;
// The latest refusals, shown on the overview.
constexpr int max_refusals_shown = 50;

// Anybody can cause refusals, so their rows are bounded: rows per hour, bytes of each name and detail (enough to
// recognize a name or an address), and how long they are kept.
constexpr int max_refusal_rows_an_hour = 500;
constexpr std::size_t max_refusal_name_bytes = 200, max_refusal_detail_bytes = 500;
constexpr std::chrono::milliseconds refusals_kept = std::chrono::hours(30 * 24);

// How long later items may overtake one that is due: severe alerts go first, but no other one waits forever.
constexpr std::chrono::milliseconds longest_overtaken = std::chrono::minutes(5);

}  // namespace secure_export::db
