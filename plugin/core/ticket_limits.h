#pragma once
// Limits of the texts in incidents' titles, descriptions and notes.  Each is defined here only.

#include <cstddef>

namespace secure_export {

// A note is read at a glance: bytes of a line and of a link, and the number of resources it names.
constexpr std::size_t max_note_line_bytes = 1000, max_note_link_bytes = 2000, max_note_resources = 10;
// Names of further resources in a description: this many fill a few lines.
constexpr std::size_t max_other_resources = 50;
// Bytes of the dimensions on the first screen; if they are longer, each gets a line further below.
constexpr std::size_t max_series_bytes = 200;
// Bytes of a Service Health event's text before the links: a longer text would push them off the screen.
constexpr std::size_t max_communication_in_front_bytes = 1200;
// Rounds of shortening a description until it fits its desk: each round removes one fact, of which there are 60.
constexpr int max_shortening_rounds = 200;

// Characters of one custom property in a field of the desk's form: names and ids are shorter, and no form's field that
// holds one has more room.
constexpr std::size_t max_property_in_field = 1000;

}  // namespace secure_export
