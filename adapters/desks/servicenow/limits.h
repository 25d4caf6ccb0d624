#pragma once
// Limits of requests to ServiceNow.  Each is defined here only; see rest/limits.h, too.

#include <cstddef>

namespace secure_export::desks::servicenow {

constexpr int max_choices = 200;  // of a list that the desk test reads
// Above 1, since ServiceNow applies the limit before it removes records that our account may not see.
constexpr int max_equal = 20;
// High, since a query for "vm-1" also finds the many texts that contain "vm-10".
constexpr int max_containing = 200;
constexpr std::size_t max_asked_bytes = 2000;  // encoded up to three times as long, and proxies accept 8000 in a URL
constexpr int max_of_a_key = 20;  // normally one; the limit also counts incidents that our account may not see
constexpr int max_notes = 50;     // notes that are compared, newest first

constexpr int max_of_a_name = 5;  // groups or persons of one name that are compared
constexpr int max_services = 50;  // of a configuration item that are compared

}  // namespace secure_export::desks::servicenow
