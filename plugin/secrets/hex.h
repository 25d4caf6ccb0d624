#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace secure_export::secrets {

// Two lower-case digits a byte.
std::string hex(std::string_view bytes);
// Nothing for an odd number of digits, or another character than 0-9a-f.
std::optional<std::string> from_hex(std::string_view text);

}  // namespace secure_export::secrets
