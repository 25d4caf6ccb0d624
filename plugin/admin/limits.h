#pragma once
// What one call of the admin API may give and get.  Each number stands here alone; those that the command line states
// too are handed to it by the build (CMakeLists.txt at the top).

#include <cstddef>
#include <cstdint>

namespace secure_export::admin {

// Rows of a view or a question, where the caller asks for none and at most: what a file of all bindings needs, and what
// one answer may hold in memory.
constexpr int usual_rows = 1000, max_rows = 100'000;
// Rows of a page of a list at most (usual: db/store/limits.h): little enough to be read at once.
constexpr int max_page_rows = 200;
// Versions of the settings in a page: each is compared with the one before it.
constexpr int history_page_rows = 20;

// Columns of a terminal.  One that does not say how wide it is has the usual ones; a width beyond is no terminal's.
constexpr std::size_t usual_width = 80;
constexpr std::int64_t min_width = 20, max_width = 10'000;
constexpr std::size_t min_cell_width = 8;   // below that a cell says nothing
constexpr std::size_t min_last_width = 16;  // what the last column has, however much stands in front of it

// Bytes of texts that a caller sends; longer ones are cut.
constexpr std::size_t max_search_bytes = 200;
constexpr std::size_t max_reason_bytes = 500;       // why a delivery is dropped: a sentence or two
constexpr std::size_t max_alert_name_bytes = 2048;  // as forget takes it: Azure's alert ids take about 150
// A secret is refused instead: longer than any password; tokens that authorities hand out are 1 to 2 KiB.
constexpr std::size_t max_secret_bytes = 4096;
constexpr std::size_t max_quoted_bytes = 40;  // of a text that an error repeats

}  // namespace secure_export::admin
