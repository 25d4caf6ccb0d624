#pragma once
#include <chrono>
#include <cstddef>
#include <string_view>

#include "core/result.h"

namespace secure_export::http {

using Deadline = std::chrono::steady_clock::time_point;

// Bytes to and from one peer.  Every wait ends at the deadline given at construction.  Errors are Fault::unavailable
// and say what happened without naming the peer.
class Stream {
public:
    virtual ~Stream() = default;
    // Reads at least one byte, at most `max`; returns 0 when the peer ended the stream properly.
    virtual Result<std::size_t> read(char* into, std::size_t max) = 0;
    // Writes all of `bytes`.
    virtual Outcome write(std::string_view bytes) = 0;
};

}  // namespace secure_export::http
