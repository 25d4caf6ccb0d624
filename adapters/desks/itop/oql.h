#pragma once
// Builds texts of iTop's object query language, and references to objects.

#include <json/value.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/desk_fields.h"

namespace secure_export::desks::itop {

// Whether `text` is a class or attribute code: letters, digits and "_".  Other settings must not get into a query.
bool is_code(std::string_view text);

// Whether `text` is an object's key: up to 18 digits, not beginning with 0.
bool is_number(std::string_view text);

// A text for which is_number() holds as a JSON number.
Json::Value json_number(const std::string& text);

// Quotes for "=": "'text'".
std::string literal(std::string_view text);

// Quotes for LIKE: "'%text%'".  Characters special in a literal or to LIKE become "_", which matches any character.  So
// the query cannot be broken, but its result may contain more and has to be compared.
std::string like(std::string_view text);

// An operator's reference to an object in iTop's form: a number and "SELECT ..." unchanged, anything else as a name.
Json::Value reference(const std::string& text);

// The same for a text of which the parts `from_alert` (ascending) came from an alert.  They stay plain text: what the
// operator did not write as a query is a name, and within a query they stand in quotes, in those around them or in
// their own.
Json::Value reference(const std::string& text, const std::vector<TextRange>& from_alert);

// The class in "SELECT Class ..."; empty for any other text.
std::string selected_class(std::string_view text);

}  // namespace secure_export::desks::itop
