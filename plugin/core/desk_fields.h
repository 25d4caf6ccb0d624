#pragma once
// Fields of a desk's form beyond those that every incident has.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace secure_export {

using FieldMap = std::map<std::string, std::string>;  // a field's name in the desk -> its value

// A part of a text, in bytes.
struct TextRange {
    std::size_t begin, end;
    bool operator==(const TextRange&) const = default;
};

// Values to send, with templates filled (core/field_templates.h).
struct DeskFields {
    FieldMap values;
    // By the field's name, ascending: the parts of its value that came from the alert, which strangers may have
    // written.  A desk that reads a value as a query or an expression must take these parts as plain text.
    std::map<std::string, std::vector<TextRange>> from_alert = {};
};

}  // namespace secure_export
