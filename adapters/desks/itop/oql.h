#pragma once
// Texts that become part of a query in iTop's object query language, or stand for one object.

#include <json/value.h>

#include <string>
#include <string_view>

namespace secure_export::desks::itop {

// A class or attribute code: letters, digits and "_".  Anything else from the settings would become part of a query.
bool is_code(std::string_view text);

// A key of an object, as iTop numbers them: digits, beginning with another than 0, at most 18.
bool is_number(std::string_view text);

// The same as JSON, for a text that is one.
Json::Value number(const std::string& text);

// "'text'", for =.
std::string literal(std::string_view text);

// "'%text%'", for LIKE.  What means something inside of a literal or to LIKE becomes "_", which stands for any
// character: the answer may hold more than was asked for and has to be compared, but the query stays what it is.
std::string like(std::string_view text);

// What an operator wrote for an object as iTop takes it: a number and "SELECT ..." as they are, else a name.
Json::Value reference(const std::string& text);

// The class in "SELECT Class ..."; empty when `text` is none.
std::string selected_class(std::string_view text);

}  // namespace secure_export::desks::itop
