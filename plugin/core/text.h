#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "core/clean_text.h"  // one_line(), which goes with cut()

namespace secure_export {

// Lowers ASCII letters only, whatever the locale: Azure resource ids and GUIDs are compared this way.
std::string lower(std::string_view text);
bool same_ignoring_case(std::string_view a, std::string_view b);
std::string_view trimmed(std::string_view text);

// How many characters (Unicode code points) valid UTF-8 `text` has.
std::size_t count_characters(std::string_view text);

// The longest prefix of valid UTF-8 `text` with at most `max` bytes that ends between two characters; when anything
// was cut, the result ends in "…" and is still within `max` (at least 3).
std::string cut(std::string_view text, std::size_t max);
// Like cut(), with `max` in characters (Unicode code points), as databases with wide columns count.
std::string cut_to_characters(std::string_view text, std::size_t max);

}  // namespace secure_export
