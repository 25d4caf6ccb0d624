#pragma once
// What the mapping database keeps and gives at most.  Each number stands here alone.

#include <chrono>
#include <cstddef>

namespace secure_export::db {

// Rows of a page of a list where the caller asks for no other number: what a screen shows.
constexpr int usual_page_rows = 50;
// Refusals on the overview: the latest are what matters.
constexpr int max_refusals_shown = 50;

// Refusals are anybody's to cause, so their rows are bounded: rows an hour, each name and each detail in bytes (enough
// to recognise a name or an address by), and how long they are kept.
constexpr int max_refusal_rows_an_hour = 500;
constexpr std::size_t max_refusal_name_bytes = 200, max_refusal_detail_bytes = 500;
constexpr std::chrono::milliseconds refusals_kept = std::chrono::hours(30 * 24);

// How long later items may overtake one that is due: a severe alert goes first, and no other waits for ever.
constexpr std::chrono::milliseconds longest_overtaken = std::chrono::minutes(5);

}  // namespace secure_export::db
