#pragma once
// Limits at the C boundary (host.h).  Each is defined here only.

#include <cstddef>

namespace secure_export {

// Bytes taken from a host's desk_call reply; the rest is dropped.  The desk adapter accepts fewer
// (adapters/desks/host).
constexpr std::size_t max_desk_answer_bytes = 4 << 20;

}  // namespace secure_export
