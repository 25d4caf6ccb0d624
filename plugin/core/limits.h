#pragma once
// Limits shared by several parts and desks.  Each is defined here only; a part's own limits are in its limits.h.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace secure_export {

// Length of an incident's title in characters (for desks without a limit of their own) and of its description in bytes
// of UTF-8.  Notes and closing texts may be as long as descriptions.
constexpr std::size_t max_title = 255;
constexpr std::size_t max_description_bytes = 32 * 1024;

// A resource id or name, in bytes.  Azure's stay below 1500.
constexpr std::size_t max_resource_id_bytes = 2048;
// The id, name or class of a configuration item.
constexpr std::size_t max_ci_text_bytes = 255;
// Items that a look-up returns: two are ambiguous already, and people want to see which.
constexpr std::size_t max_listed_cis = 3;

// Candidates that are looked up for an alert's configuration item: each may cost a call to the desk.  Azure's alerts
// have up to five; only rows of search results add more.
constexpr std::size_t max_ci_candidates = 50;
// Candidates taken from search result rows: few enough that the alert's targets are still tried.
constexpr std::size_t max_ci_candidates_of_rows = 5;
// Bytes of a desk's CI id in a message.
constexpr std::size_t max_listed_ci_id_bytes = 300;

// Bytes of a URL: what common servers accept in a request line; of its host name: RFC 1035.
constexpr std::size_t max_url_bytes = 8000;
constexpr std::size_t max_host_name_bytes = 253;

// Upper bound for a desk's Retry-After: a desk that asks for more is called again after this.
constexpr std::chrono::milliseconds max_retry_after = std::chrono::hours(1);

// How far a sender's clock may be ahead of ours; later times are ignored.
constexpr std::chrono::milliseconds max_sender_skew = std::chrono::minutes(10);

// Happenings of a connection that are held back at the same time; further ones are opened at once, as without a hold.
constexpr int max_held_happenings = 10'000;
// Alerts of one happening that get a note of their own; those beyond are listed in a note from time to time.
constexpr int max_noted_members = 100;
constexpr int max_listed_alerts = 50;  // in one such note
// Shortest time between two such lists, and between two notes about flapping.
constexpr std::chrono::milliseconds between_lists = std::chrono::minutes(1);
constexpr std::chrono::milliseconds between_flapping_notes = std::chrono::hours(1);

// The number in a relative time ("90 minutes"): more than the years 0 to 9999 have weeks.
constexpr std::int64_t max_time_units = 1'000'000;

// Nested encodings that are decoded before texts are compared; a text with more is "too deep".
constexpr int max_fold_rounds = 8;

// Bytes of a line of the log.
constexpr std::size_t max_log_line_bytes = 2000;

// Bytes of a terminal control sequence after its introducer: real ones have a few.
constexpr std::size_t max_control_sequence_bytes = 32;

}  // namespace secure_export
