#pragma once
// Limits of the command line.  Each is defined here only; see base/limits.h, too.

#include <cstddef>

namespace secure_export::host {

constexpr std::size_t max_columns = 80;         // of a line of help
constexpr std::size_t max_option_lines = 1000;  // of a file of options
constexpr unsigned max_workers = 64;

}  // namespace secure_export::host
