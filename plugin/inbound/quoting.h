#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::inbound {

// Quotes untrusted text for a message: one line, at most 100 bytes of it, in quotation marks.  `text` is valid UTF-8.
std::string quoted(std::string_view text);

// A list of quoted texts; the word "nothing" when it is empty.
std::string quoted(const std::vector<std::string>& texts);

}  // namespace secure_export::inbound
