#pragma once
// What a connection's allowed_subscriptions leaves of an alert that was accepted.  Its essentials name allowed
// subscriptions alone, else it was refused; the rest of a body may name any, and essentials may name their own in a
// form that Azure does not send.

#include <optional>
#include <string>
#include <vector>

#include "core/alert.h"
#include "core/desk.h"

namespace secure_export {

// Takes out of `alert` every id that is of another subscription or no plain resource id, so that no configuration item,
// title or link comes from it, and adds to Alert::notes that it was not used.  Names and prose stay.  Nothing changes
// with an empty list.  GUIDs, lower case.
void keep_within(Alert& alert, const std::vector<std::string>& allowed_subscriptions);

// Why `ci`, which was found by a name, is none of the alert's: it carries an id of a subscription that is not allowed.
std::optional<std::string> out_of_bounds(const Alert& alert, const ConfigurationItem& ci);

}  // namespace secure_export
