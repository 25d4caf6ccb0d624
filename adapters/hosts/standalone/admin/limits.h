#pragma once
// Limits of the admin listener.  Each is defined here only; see base/limits.h, too.

#include <cstddef>

namespace secure_export::host {

constexpr std::size_t max_path_in_log = 100;  // bytes
// Cookies of our name that are examined: another application on this machine may have set some.
constexpr std::size_t max_cookies = 8;

}  // namespace secure_export::host
