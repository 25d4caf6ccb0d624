#pragma once
// Limits of sign-ins and guesses.  Each is defined here only.

#include <chrono>
#include <cstddef>

namespace secure_export::host {

// More than the 8 characters of NIST SP 800-63B, since the account is shared.
constexpr std::size_t min_password_characters = 12;
constexpr std::size_t max_password_bytes = 1024;
// Accepted cost of a password's record: from an eighth of our own cost to eight times as much.
constexpr unsigned min_log2_n = 14, max_log2_n = 20, max_r = 8, max_p = 4;
// Passwords waiting to be checked: a few seconds of work.  More arrive only in a flood, which is answered "busy".
constexpr std::size_t max_waiting_passwords = 8;
// Sessions are opened only with the password: enough for some administrators with some browsers each.
constexpr std::size_t max_sessions = 64;
// Guesses: the longest wait of one address between two, and the burst of all addresses together (throttle.h).
constexpr std::chrono::seconds longest_guess_wait{15 * 60};
constexpr unsigned max_concurrent_guesses = 30;

}  // namespace secure_export::host
