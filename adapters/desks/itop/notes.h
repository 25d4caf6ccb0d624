#pragma once
// Entries of the private log.

#include <json/value.h>

#include <string>
#include <vector>

namespace secure_export::desks::itop {

// The value that adds `text` to a log; writing a log as a whole is for new incidents alone.
Json::Value log_entry(const std::string& text);

// The texts of a log's entries, each as the releases of iTop may mean it, blanks collapsed (html_text.h).
std::vector<std::string> entries_of(const Json::Value& log);

// Whether one of them is `text`.
bool has_entry(const Json::Value& log, const std::string& text);

// A part of `text` to search a log for: the longest without a character that HTML or a query writes in another way.
// Empty when none is long enough to say anything.
std::string searchable(const std::string& text);

}  // namespace secure_export::desks::itop
