#pragma once
// Sanitizes untrusted text before people read it.  Alerts, tokens, headers and desks' answers come from outside: in an
// incident, a log line, a terminal or a table they must have no effect other than being shown.
//
// Clean text is valid UTF-8 (each invalid sequence becomes U+FFFD) without
// - control characters (C0, DEL, C1): each becomes a space; terminal sequences (CSI) are removed with their parameters;
// - characters that change the direction of the text around them (bidi: U+061C, U+200E/F, U+202A-E, U+2066-9);
// - invisible characters (zero width, soft hyphen, byte order marks, tags, fillers), which hide words from a search;
// - "[code]" and "[/code]" in any case, also with blanks inside: a desk may render the text between them as HTML in
//   work notes.  They become "(code)", so that the remaining parts cannot join into a new mark.
// Legitimate text stays: letters of all scripts with their marks, emoji with their selectors and joiners.  U+200C and
// U+200D stay between two characters of scripts that join with them (Arabic, Indic) and between emoji.  Flags encoded
// with tags (England, Scotland, Wales) lose the tags and show as a black flag.
// Idempotent: clean text, also when cut, is clean.

#include <string>
#include <string_view>

namespace secure_export {

// Cleans a text of several lines: U+000A and tab stay; CR, CR LF, U+2028 and U+2029 become U+000A.
std::string clean_lines(std::string_view text);

// Cleans a text for a single line: line ends and tabs become a space each, too.
std::string one_line(std::string_view text);

// The same JSON document, with every character that clean_lines() would remove or change written as \uXXXX: for
// documents that must keep their meaning and are shown on a terminal or a screen.  `json` must be valid: such
// characters then occur in strings only.
std::string escaped_json(std::string_view json);

}  // namespace secure_export
