#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace secure_export::desks::rest {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Everything but RFC 3986's unreserved characters as %XX: fits a path segment, a query value and a form value alike.
std::string percent_encoded(std::string_view text);

// "a=1&b=2", names and values encoded: a query, or an application/x-www-form-urlencoded body.
std::string encoded_pairs(const Pairs& pairs);

// RFC 4648 section 4, as Basic authentication has it (RFC 7617).
std::string base64(std::string_view bytes);

}  // namespace secure_export::desks::rest
