#pragma once
// Entries of the private log.

#include <json/value.h>

#include <string>
#include <vector>

namespace secure_export::desks::itop {

// The value that adds `text` to a log.  Only new incidents can be sent a whole log.
Json::Value log_entry(const std::string& text);

// The texts of a log's entries, in each interpretation of iTop's releases, with blanks collapsed (html_text.h).
std::vector<std::string> entries_of(const Json::Value& log);

// Whether one of the entries is `text`.
bool has_entry(const Json::Value& log, const std::string& text);

// The longest part of `text` without characters that HTML or a query encodes, for searching a log.  Empty when no part
// is long enough.
std::string searchable(const std::string& text);

}  // namespace secure_export::desks::itop
