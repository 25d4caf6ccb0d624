#pragma once
// Limits of the admin API's requests and replies.  Each is defined here only; the build passes those that the command
// line states as well to it (the top CMakeLists.txt).

#include <cstddef>
#include <cstdint>

namespace secure_export::admin {

// Rows of a view or a statement: the default, and the maximum, which is enough for a file of all bindings and bounds
// the memory of one reply.
constexpr int usual_rows = 1000, max_rows = 100'000;
// Maximum rows of a page of a list (default: db/store/limits.h): few enough for one quick query.
constexpr int max_page_rows = 200;
// Versions of the settings in a page: each is compared with the one before it.
constexpr int history_page_rows = 20;

// Deliveries that a replay plays: the default, which takes about a minute and about 400 MiB, and the maximum.
constexpr int usual_replayed = 200'000, max_replayed = 2'000'000;
// Differences and open incidents that a replay lists: the default, and the maximum.
constexpr int usual_replay_rows = 200, max_replay_rows = 10'000;

// Width of a terminal in columns: the default if it is not known, and the range that is believed.
constexpr std::size_t usual_width = 80;
constexpr std::int64_t min_width = 20, max_width = 10'000;
constexpr std::size_t min_cell_width = 8;   // a narrower cell is unreadable
constexpr std::size_t min_last_width = 16;  // of the last column, however wide the others are

// Bytes of texts that a caller sends; longer ones are cut.
constexpr std::size_t max_search_bytes = 200;
constexpr std::size_t max_reason_bytes = 500;       // why a delivery is dropped: a sentence or two
constexpr std::size_t max_alert_name_bytes = 2048;  // in forget: Azure's alert ids take about 150
// A longer secret is rejected, not cut.  More than any password; tokens issued by authorities have 1 to 2 KiB.
constexpr std::size_t max_secret_bytes = 4096;
constexpr std::size_t max_quoted_bytes = 40;  // of a text quoted in an error

}  // namespace secure_export::admin
