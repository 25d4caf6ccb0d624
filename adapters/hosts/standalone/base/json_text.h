#pragma once
// JSON of this program's own: the manifest it reads, the small documents it writes.  The plugin's JSON passes through
// as bytes.

#include <json/value.h>

#include <string>

namespace secure_export::host {

// One line, without a break at its end.  Text stays UTF-8, as it came.
std::string to_json(const Json::Value& value);

// Strict: one value and nothing behind it, no comments, no key twice.  Throws a Failure that begins with `name` and
// tells line and column.
Json::Value read_json(const std::string& text, const std::string& name);

}  // namespace secure_export::host
