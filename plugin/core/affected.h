#pragma once
// What an alert is about, for people: the list of candidates (core/ci_candidates.h) says what is looked for first.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/desk.h"

namespace secure_export {

struct Affected {
    std::string name;                 // of what the ticket is about; empty: the alert names nothing
    std::string id;                   // its resource id, or its name where that is all there is
    std::vector<std::string> others;  // names of further ones that the alert is about too
    std::string kept_in;              // "workspace law-08": what keeps the rows or backups of it, where it is another
};

// With `ci`, one of several that has its name goes first: title and configuration item agree.
Affected affected_by(const Alert& alert, const std::optional<ConfigurationItem>& ci);

// Does `name` stand in `text` as a word of its own?  "vm-1" does in "vm-1: CPU", not in "vm-10" or "alert-vm-1".
bool names(std::string_view text, std::string_view name);

}  // namespace secure_export
