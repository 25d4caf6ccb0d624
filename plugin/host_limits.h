#pragma once
// What passes the C boundary (host.h).  Each number stands here alone.

#include <cstddef>

namespace secure_export {

// Bytes that a host's desk may answer before the rest is not taken: the answer itself may have fewer
// (adapters/desks/host).
constexpr std::size_t max_desk_answer_bytes = 4 << 20;

}  // namespace secure_export
