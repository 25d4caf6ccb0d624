#pragma once
// Limits of this folder.  Each is defined here only; see base/limits.h, too.

#include <cstddef>

namespace secure_export::host {

constexpr std::size_t max_pem_bytes = 1024 * 1024;  // of certificates or a key

}  // namespace secure_export::host
