#pragma once
// Limits shared by the desks over HTTPS.  Each is defined here only.

#include <chrono>
#include <cstddef>

#include "core/clock.h"

namespace secure_export::desks::rest {

// Configuration items that a look-up returns, as Desk::find_ci() promises.
constexpr std::size_t max_listed = 3;
constexpr std::size_t max_words = 600;  // bytes of a desk's own words in a message
// Cap on Retry-After: an hourly limit may be lifted earlier.
constexpr Milliseconds longest_wait = std::chrono::hours(1);
constexpr std::size_t max_token_bytes = 16 << 10;  // goes into one header field; servers take 8 to 64 KiB
constexpr std::chrono::seconds longest_life = std::chrono::hours(24);  // longest lifetime assumed of a token
constexpr std::size_t max_label = 63, max_host_name = 253;             // of host names: RFC 1035 section 2.3.4
constexpr int max_long = 2048;                                         // bytes of a long option: a URL, a text

constexpr std::size_t max_quoted_name = 100;  // bytes of a name of the desk's that a remark quotes

}  // namespace secure_export::desks::rest
