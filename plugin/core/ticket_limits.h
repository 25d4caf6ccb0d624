#pragma once
// How much titles, descriptions and notes of incidents tell.  Each number stands here alone.

#include <cstddef>

namespace secure_export {

// A note is read at a glance: bytes of one of its lines, of a link, resources that are named.
constexpr std::size_t max_note_line_bytes = 1000, max_note_link_bytes = 2000, max_note_resources = 10;
// Names of further resources in a description: so many fill some lines.
constexpr std::size_t max_other_resources = 50;
// Dimensions on the first screen; longer ones stand below with a line each.
constexpr std::size_t max_series_bytes = 200;
// Of what Microsoft says of a Service Health event, before the links: a longer text would push them off the screen.
constexpr std::size_t max_communication_in_front_bytes = 1200;
// Rounds in which a description is shortened until its desk takes it: each leaves out one fact, of which there are 60.
constexpr int max_shortening_rounds = 200;

}  // namespace secure_export
