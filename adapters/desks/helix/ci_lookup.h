#pragma once
// Configuration items in the CMDB.  A ConfigurationItem's id is the ReconciliationIdentity, which incidents refer to;
// its class is the ClassId.

#include <optional>

#include "adapters/desks/helix/client.h"

namespace secure_export::desks::helix {

// By the rules in turn until one finds something; at most 3.  What is asked for is asked for in each case that a
// database may keep it in; a host's name in both its forms, of which the other counts only where no rule finds the
// exact one.  A rule that the desk refuses (a class that this site has not) does not hinder the next; its refusal is
// the answer when none finds anything.
Result<std::vector<ConfigurationItem>> find_by_rules(const ArSystem& ar, const DeskSettings& settings,
                                                     const CiQuery& query, rest::Deadline deadline);

// As the CMDB has it now; nothing when it is there no longer, or is marked as deleted.
Result<std::optional<ConfigurationItem>> find_by_identity(const ArSystem& ar, const std::string& identity,
                                                          rest::Deadline deadline);

// Why the rule cannot be asked; nothing when it can.
Outcome try_rule(const ArSystem& ar, const DeskSettings& settings, const CiRule& rule, rest::Deadline deadline);

}  // namespace secure_export::desks::helix
