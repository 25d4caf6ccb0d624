#pragma once
// What an alert is about, in words for people.  Derived from the same list that the CMDB look-up uses
// (core/ci_candidates.h).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/desk.h"

namespace secure_export {

struct Affected {
    std::string name;                 // the affected resource's name; empty: the alert names no resource
    std::string id;                   // its resource id; its name if no id is known
    std::vector<std::string> others;  // names of further affected resources
    std::string kept_in;              // "workspace law-08": the resource that stores its rows or backups, if another
};

// With `ci`, a resource of that name comes first, so that the title and the configuration item agree.
Affected affected_by(const Alert& alert, const std::optional<ConfigurationItem>& ci);

// Whether `text` contains `name` as a whole word: "vm-1: CPU" contains "vm-1"; "vm-10" and "alert-vm-1" do not.
bool names(std::string_view text, std::string_view name);

}  // namespace secure_export
