#pragma once
// What the command line reads and prints.  Each number stands here alone; see base/limits.h, too.

#include <cstddef>

namespace secure_export::host {

constexpr std::size_t max_columns = 80;         // of a line of help
constexpr std::size_t max_option_lines = 1000;  // of a file of options
constexpr unsigned max_workers = 64;

}  // namespace secure_export::host
