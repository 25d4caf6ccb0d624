#pragma once
// What the admin listener looks at.  Each number stands here alone; see base/limits.h, too.

#include <cstddef>

namespace secure_export::host {

constexpr std::size_t max_path_in_log = 100;  // bytes
// Another application on this machine may have set cookies of our name; this many are looked at.
constexpr std::size_t max_cookies = 8;

}  // namespace secure_export::host
