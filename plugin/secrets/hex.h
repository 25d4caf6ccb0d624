#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace secure_export::secrets {

// Two lower-case hex digits per byte.
std::string hex(std::string_view bytes);
// nullopt for an odd number of digits, or any character but 0-9 and a-f.
std::optional<std::string> from_hex(std::string_view text);

}  // namespace secure_export::secrets
