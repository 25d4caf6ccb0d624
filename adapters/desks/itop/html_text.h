#pragma once
// Converts between text and HTML: iTop's descriptions and logs are HTML, and iTop removes markup that it does not
// allow.

#include <cstddef>
#include <string>
#include <string_view>

#include "adapters/desks/itop/limits.h"

namespace secure_export::desks::itop {

// Converts plain text to one paragraph with a <br> for each line end; cut between two characters, with "…", to at most
// `max_bytes`.  URLs become links if there is room for them twice: iTop may remove the href, but the URL stays
// readable.
std::string html_of(std::string_view text, std::size_t max_bytes = max_html_bytes);

// Converts HTML to text for comparison, since iTop may reformat what it is sent: links become their texts, other tags
// and runs of blanks one blank, common entities their characters.
std::string text_of(std::string_view html);

// Begin and end of the next URL (http or https) in `text` from `from` on; both npos when there is none.
struct Span {
    std::size_t begin, end;
};
Span next_link(std::string_view text, std::size_t from);

// Replaces runs of blanks by one blank and removes those at both ends.
std::string collapsed(std::string_view text);

}  // namespace secure_export::desks::itop
