#pragma once
#include <algorithm>
#include <cstdint>

#include "core/clock.h"

namespace secure_export {

// The wait after `failures` consecutive failures (1 or more): 5 s, doubled with each further one, at most `longest`.
// Used for every retry: desks, single deliveries, key sets.
constexpr Milliseconds back_off(std::int64_t failures, Milliseconds longest = std::chrono::minutes(5)) {
    constexpr Milliseconds first = std::chrono::seconds(5);
    return std::min(longest, first * (1 << std::clamp<std::int64_t>(failures - 1, 0, 6)));
}

}  // namespace secure_export
