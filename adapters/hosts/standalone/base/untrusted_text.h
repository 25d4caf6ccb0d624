#pragma once
// Strict parsers for untrusted text.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::host {

// `text` without the blanks and tabs around it.
std::string_view trimmed(std::string_view text);

// The number of characters; nullopt when the text is not UTF-8 (RFC 3629) or contains a control character.
std::optional<std::size_t> printable_characters(std::string_view text);

// Whether `text` is acceptable as a person's name: 1 to 64 letters (also accented Latin ones), digits, '.', '_', '-',
// '@' and single inner spaces.
bool is_person_name(std::string_view text);

// Parses application/x-www-form-urlencoded (WHATWG URL section 5).  nullopt when it is malformed, has more than 16
// fields, or a field twice.
using Form = std::map<std::string, std::string, std::less<>>;
std::optional<Form> parse_form(std::string_view body);

// `headers` are lines "Name: value\n".  All values of the field `name`, in order.
std::vector<std::string_view> field_values(std::string_view headers, std::string_view name);
// The header lines without the fields `names`.
std::string without_fields(std::string_view headers, const std::vector<std::string_view>& names);
// All values of the cookie with this name (RFC 6265 section 5.4): another application on the same machine may have set
// one of the same name.
std::vector<std::string_view> cookie_values(std::string_view headers, std::string_view cookie);

// "de" if the sender prefers German to English (RFC 9110 section 12.5.4), otherwise "en".
std::string_view preferred_language(std::string_view headers);

// Escapes `text` for HTML text and quoted attributes.
std::string html_escaped(std::string_view text);

}  // namespace secure_export::host
