#pragma once
// Descriptions and logs are HTML in iTop, which drops what it does not know of it.

#include <cstddef>
#include <string>
#include <string_view>

#include "adapters/desks/itop/limits.h"

namespace secure_export::desks::itop {

// Plain text as one paragraph with a <br> for each line end; cut between two characters, with "…", when it would be
// longer than `max_bytes`.  Addresses are links, as far as there is room for them twice: iTop drops an href that it
// does not know the shape of, and the address stays to be read.
std::string html_of(std::string_view text, std::size_t max_bytes = max_html_bytes);

// Of HTML what is left when links become their texts, other marks and runs of blanks one blank, and the usual entities
// what they stand for: for comparing, since iTop may lay out anew what it is sent.
std::string text_of(std::string_view html);

// Where the next address (http or https) of `text` from `from` on begins and ends; both npos: there is none.
struct Span {
    std::size_t begin, end;
};
Span next_link(std::string_view text, std::size_t from);

// Runs of blanks become one blank, none at the ends.
std::string collapsed(std::string_view text);

}  // namespace secure_export::desks::itop
