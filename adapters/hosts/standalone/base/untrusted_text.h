#pragma once
// Texts that strangers send, read strictly.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace secure_export::host {

// How many characters a text has; nothing when it is not UTF-8 (RFC 3629) or holds a control character.
std::optional<std::size_t> printable_characters(std::string_view text);

// The name that a person gives: 1 to 64 of letters (also accented Latin ones), digits, '.', '_', '-', '@' and single
// inner spaces.
bool is_person_name(std::string_view text);

// application/x-www-form-urlencoded (WHATWG URL section 5).  Nothing when it is malformed, has more than 16 fields, or
// one of them twice.
using Form = std::map<std::string, std::string, std::less<>>;
std::optional<Form> parse_form(std::string_view body);

// `headers` below are lines "Name: value\n".  All values of that field, in order.
std::vector<std::string_view> field_values(std::string_view headers, std::string_view name);
// The same lines without those fields.
std::string without_fields(std::string_view headers, const std::vector<std::string_view>& names);
// All values that a browser sends for the cookie of this name (RFC 6265 section 5.4): another application on the same
// machine may have set one of the same name.
std::vector<std::string_view> cookie_values(std::string_view headers, std::string_view cookie);

// "de" where the sender prefers German to English (RFC 9110 section 12.5.4), otherwise "en".
std::string_view preferred_language(std::string_view headers);

// For HTML, in text and in quoted attributes.
std::string html_escaped(std::string_view text);

}  // namespace secure_export::host
