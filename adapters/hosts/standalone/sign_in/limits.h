#pragma once
// How much guessing and signing in there may be.  Each number stands here alone.

#include <chrono>
#include <cstddef>

namespace secure_export::host {

// In characters: what the length rule of NIST SP 800-63B (8) asks for, and some more, the account being a shared one.
constexpr std::size_t min_password_characters = 12;
constexpr std::size_t max_password_bytes = 1024;
// What a password's record may ask for: from an eighth of our own cost to eight times as much.
constexpr unsigned min_log2_n = 14, max_log2_n = 20, max_r = 8, max_p = 4;
// Passwords that wait to be tried.  A person waits at most a few seconds; beyond that there is a flood, and "busy" is
// the better answer.
constexpr std::size_t max_waiting_passwords = 8;
// Only who knows the password opens one; some administrators with some browsers each.
constexpr std::size_t max_sessions = 64;
// Guesses: how long one address waits between two, and how many all addresses together have in a burst (throttle.h).
constexpr std::chrono::seconds longest_guess_wait{15 * 60};
constexpr unsigned max_concurrent_guesses = 30;

}  // namespace secure_export::host
