#pragma once
// Limits of this folder.  Each is defined here only; see base/limits.h, too.

#include <cstddef>

namespace secure_export::host {

constexpr std::size_t max_pem_bytes = 1024 * 1024;  // of certificates or a key
// Azure sends all alerts of an action group with one token at a time: about 100 KiB of memory for many of them.
constexpr std::size_t max_known_senders = 1024;

}  // namespace secure_export::host
