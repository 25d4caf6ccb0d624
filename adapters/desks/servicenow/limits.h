#pragma once
// What is asked of ServiceNow at once.  Each number stands here alone; see rest/limits.h, too.

#include <cstddef>

namespace secure_export::desks::servicenow {

constexpr int max_choices = 200;  // of a list that the check looks at
// The limit counts before records that we may not see are taken away.
constexpr int max_equal = 20;
// A text that contains "vm-1" may be one of the many that contain "vm-10".
constexpr int max_containing = 200;
constexpr std::size_t max_asked_bytes = 2000;  // three times as long in an address, of which proxies take 8000
constexpr int max_of_a_key = 20;  // more than one is a mishap, and the limit counts incidents that we may not see
constexpr int max_notes = 50;     // that are looked through, the newest first

}  // namespace secure_export::desks::servicenow
