#pragma once
// Limits of requests to iTop and of its fields.  Each is defined here only; see rest/limits.h, too.

#include <cstddef>

namespace secure_export::desks::itop {

// iTop finds more than the query means: names that differ in accents only, ids that begin with the id.  A page of 25
// has some 100 KiB even with long descriptions; more than 8 pages would exceed the time limit.
constexpr int page_size = 25, max_pages = 8;
constexpr std::size_t max_cause = 160;  // bytes of a database error that are reported
constexpr int max_refusals = 2;         // refused steps while resolving an incident
// Bytes of a description: its column takes 65535, and iTop may encode a character in more bytes than we do.
constexpr std::size_t max_html_bytes = 60000;
constexpr int max_alike = 20;  // incidents that share our key, or the beginning of it
// Bytes of a note's text used for searching it: fewer are ambiguous, more are not more reliable.
constexpr std::size_t min_searched = 12, max_searched = 120;

}  // namespace secure_export::desks::itop
