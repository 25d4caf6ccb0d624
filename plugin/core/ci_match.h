#pragma once
// Checks whether a configuration item found in the CMDB is the one that the alert is about.  Names are unique only
// within a resource group, so an item that carries a resource id must not contradict the ids that the alert names.

#include <optional>
#include <string>
#include <vector>

#include "core/ci_candidates.h"

namespace secure_export {

// Every resource id that the alert's candidates name, with parents, canonical.
std::vector<std::string> named_ids(const std::vector<CiCandidate>& candidates);

// Why `ci`, found by `query`, is a different resource: "\"vm-app\" is in the CMDB with another resource id,
// /subscriptions/...".  nullopt when it may be the right one, and always for an item without a resource id.
std::optional<std::string> contradiction(const std::vector<std::string>& named_ids, const CiQuery& query,
                                         const ConfigurationItem& ci);

// The items of `found` that may be the right one.  Each contradicting item is removed and its reason appended to
// `reasons`.  If several remain and some carry an id that the alert names, only those are returned.
std::vector<ConfigurationItem> matching(const std::vector<std::string>& named_ids, const CiQuery& query,
                                        const std::vector<ConfigurationItem>& found, std::vector<std::string>& reasons);

}  // namespace secure_export
