#pragma once
// Limits that several parts and desks share.  Each number stands here alone; a part's own stand in its limits.h.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace secure_export {

// An incident: a title in characters, as desks count them, where a desk has no limit of its own; a description, in
// bytes of UTF-8, is read by people.  Notes and closing texts are as long as descriptions.
constexpr std::size_t max_title = 255;
constexpr std::size_t max_description_bytes = 32 * 1024;

// A resource id, or what else names a resource: Azure's stay below 1500 bytes.
constexpr std::size_t max_resource_id_bytes = 2048;
// The id, name or class of a configuration item.
constexpr std::size_t max_ci_text_bytes = 255;
// Items that a desk tells of a look-up: two are one too many already, and a person wants to see which.
constexpr std::size_t max_listed_cis = 3;

// Names that an alert's configuration item is looked for by: each may be a call to the desk.  Azure's alerts have up to
// five; only rows of search results make more.
constexpr std::size_t max_ci_candidates = 50;
// Of them, those from the rows of a search: so many that the targets are still reached.
constexpr std::size_t max_ci_candidates_of_rows = 5;
// Bytes of a desk's id in a message.
constexpr std::size_t max_listed_ci_id_bytes = 300;

// Bytes of an address: what common servers take in a request line; of its host: RFC 1035.
constexpr std::size_t max_url_bytes = 8000;
constexpr std::size_t max_host_name_bytes = 253;

// How long a desk may ask to be left alone.  One that asks for more is asked again all the same: it may have meant
// something else.
constexpr std::chrono::milliseconds max_retry_after = std::chrono::hours(1);

// How far ahead of us a sender's clock may be for its time to be believed.
constexpr std::chrono::milliseconds max_sender_skew = std::chrono::minutes(10);

// Parts of a text that names a time ("90 minutes"): more than the calendar of ISO texts has weeks.
constexpr std::int64_t max_time_units = 1'000'000;

// Encodings inside one another that a text is taken out of before it is compared; one with more is "too deep".
constexpr int max_fold_rounds = 8;

// Bytes of a line of the log.
constexpr std::size_t max_log_line_bytes = 2000;

// Bytes of the rest of a terminal's control sequence: real ones have a few.
constexpr std::size_t max_control_sequence_bytes = 32;

}  // namespace secure_export
