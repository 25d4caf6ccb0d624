#pragma once
// What text from outside looks like before people read it.  Alerts, tokens, headers and desks' answers are other
// people's words: in an incident, a log line, a terminal or a table they must not act as anything but text.
//
// Clean text is valid UTF-8 (what is none reads as U+FFFD) without
// - control characters (C0, DEL, C1): a space each; terminal sequences (CSI) go with their parameters;
// - what changes the order of the letters around it (bidi controls: U+061C, U+200E/F, U+202A-E, U+2066-9);
// - what nobody sees (zero width, soft hyphen, byte order marks, tags, fillers), which hides words from a search;
// - "[code]" and "[/code]", in any case, also with blanks in them: a desk may show what is between them as HTML in its
//   work notes.  They read "(code)", so that nothing is left to join into a new one.
// Genuine text stays: letters of all scripts with their marks, emoji with their selectors and joiners.  U+200C and
// U+200D stay between two characters of scripts that join with them (Arabic and Indic ones) and between emoji.  Flags
// that are made of tags (England, Scotland, Wales) lose them and read as a black flag.
// Cleaning twice changes nothing more, nor does cutting what is clean.

#include <string>
#include <string_view>

namespace secure_export {

// Of a text that has lines: U+000A and tab stay.  CR, CR LF, U+2028 and U+2029 end a line.
std::string clean_lines(std::string_view text);

// Of a text that stays on one line: line ends and tabs are a space each, too.
std::string one_line(std::string_view text);

// The JSON text `json` with the same meaning, in which everything that clean_lines() would take out or change is
// written as \uXXXX: for documents that have to stay as they are and are shown on a terminal or a screen.  Valid JSON
// alone: it has such characters nowhere but in strings.
std::string escaped_json(std::string_view json);

}  // namespace secure_export
