#pragma once
#include <string>
#include <string_view>

namespace secure_export::inbound {

// HTML as plain text, for tickets; at most 32 KiB of it.  Tags, comments, scripts and styles go, blocks become lines,
// the common entities become characters, as often as they were escaped.  Text without these stays as it is, and so do
// other angle brackets ("<GUID>", the XML of an event) and text of which nothing would be left.  No parser: what comes
// out is text, to be escaped like any other where HTML is made of it.
std::string plain_text(std::string_view html);

}  // namespace secure_export::inbound
