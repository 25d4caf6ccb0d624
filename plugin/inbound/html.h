#pragma once
#include <string>
#include <string_view>

namespace secure_export::inbound {

// Converts the first 32 KiB of HTML to plain text for tickets.  Tags, comments, scripts and styles are removed, blocks
// become lines, and common entities become characters, however often they were escaped.  Text without markup is
// unchanged, and so are other angle brackets ("<GUID>", the XML of an event) and text that would become empty.  This is
// not a sanitizer: escape the result like any other text before putting it into HTML.
std::string plain_text(std::string_view html);

}  // namespace secure_export::inbound
