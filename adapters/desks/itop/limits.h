#pragma once
// What is asked of iTop at once, and what it takes.  Each number stands here alone; see rest/limits.h, too.

#include <cstddef>

namespace secure_export::desks::itop {

// iTop finds more than it was asked for: names alike but for accents, ids that begin with the id.  A page of 25 is some
// 100 KiB even with long descriptions; more than 8 pages would outlast the time limit.
constexpr int page_size = 25, max_pages = 8;
constexpr std::size_t max_cause = 160;  // bytes of a database's error that are told
constexpr int max_refusals = 2;         // of steps that resolve an incident
// Room for a description: its column takes 65535 bytes, and iTop may write a character in more bytes than we do.
constexpr std::size_t max_html_bytes = 60000;
constexpr int max_alike = 20;  // incidents that share our key, or the beginning of it
// Of a note that is searched for: shorter says nothing, longer is no surer.
constexpr std::size_t min_searched = 12, max_searched = 120;

}  // namespace secure_export::desks::itop
