#pragma once
// Limits of this folder.  Each is defined here only; see base/limits.h, too.

#include <cstddef>

namespace secure_export::host {

constexpr std::size_t max_manifest_bytes = 256 * 1024;

}  // namespace secure_export::host
