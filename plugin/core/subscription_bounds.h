#pragma once
// Applies a connection's allowed_subscriptions to an accepted alert.  An alert is accepted only if its essentials name
// allowed subscriptions alone.  But the rest of the body may name any, and the essentials may name an allowed one in a
// notation that Azure does not send.

#include <optional>
#include <string>
#include <vector>

#include "core/alert.h"
#include "core/desk.h"

namespace secure_export {

// Removes from `alert` every id that belongs to another subscription or is not a plain resource id, so that it yields
// no configuration item, title or link, and records the removal in Alert::notes.  Names and prose stay.  With an empty
// list nothing changes.  The list holds GUIDs in lower case.
void keep_within(Alert& alert, const std::vector<std::string>& allowed_subscriptions);

// Why `ci`, found by name, must not be used: it carries the id of a subscription that is not allowed.  nullopt: it may.
std::optional<std::string> out_of_bounds(const Alert& alert, const ConfigurationItem& ci);

}  // namespace secure_export
