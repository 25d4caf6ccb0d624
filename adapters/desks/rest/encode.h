#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace secure_export::desks::rest {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Encodes everything but RFC 3986's unreserved characters as %XX: for path segments, query values and form values.
std::string percent_encoded(std::string_view text);

// "a=1&b=2" with names and values encoded: for a query, or an application/x-www-form-urlencoded body.
std::string encoded_pairs(const Pairs& pairs);

// Base64 (RFC 4648 section 4), as in Basic authentication (RFC 7617).
std::string base64(std::string_view bytes);

}  // namespace secure_export::desks::rest
