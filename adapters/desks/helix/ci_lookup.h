#pragma once
// Configuration items in the CMDB.  A ConfigurationItem's id is the ReconciliationIdentity, which incidents refer to;
// its class is the ClassId.

#include <optional>

#include "adapters/desks/helix/client.h"

namespace secure_export::desks::helix {

// Tries the rules in order until one finds something; returns at most 3 items.  Queries each spelling of the value (as
// received, lower and upper case) that a database may store, and both forms of a host's name, of which the other form
// counts only if no rule finds the exact one.  If the desk refuses a rule (for a class that this site does not have),
// the next is tried; the refusal is returned if no rule finds anything.
Result<std::vector<ConfigurationItem>> find_by_rules(const ArSystem& ar, const DeskSettings& settings,
                                                     const CiQuery& query, rest::Deadline deadline);

// The item's current state in the CMDB; nullopt when it no longer exists or is marked as deleted.
Result<std::optional<ConfigurationItem>> find_by_identity(const ArSystem& ar, const std::string& identity,
                                                          rest::Deadline deadline);

// Tests whether the rule's query is accepted; an Error says why it is not.
Outcome try_rule(const ArSystem& ar, const DeskSettings& settings, const CiRule& rule, rest::Deadline deadline);

}  // namespace secure_export::desks::helix
