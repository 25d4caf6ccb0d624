#pragma once
// This program's own JSON: the manifest that it reads and small documents that it writes.  The plugin's JSON passes
// through unparsed.

#include <json/value.h>

#include <string>

namespace secure_export::host {

// One line, without a line break at its end, in UTF-8.
std::string to_json(const Json::Value& value);

// Strict: one value and nothing after it, no comments, no repeated keys.  Throws Failure; its text begins with `name`
// and names line and column.
Json::Value read_json(const std::string& text, const std::string& name);

}  // namespace secure_export::host
