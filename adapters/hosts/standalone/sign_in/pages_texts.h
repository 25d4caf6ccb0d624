#pragma once
#include <string_view>

namespace secure_export::host {

// A text of the pages in "en" or "de", which may contain "{{seconds}}".  Returns the key itself when there is none.
std::string_view page_text(std::string_view language, std::string_view key);

}  // namespace secure_export::host
