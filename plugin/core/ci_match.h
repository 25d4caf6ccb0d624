#pragma once
// Is the configuration item that a look-up gave the one that the alert is about?  Names are unique in a resource group
// only, so an item that carries a resource id of its own must not contradict the ids that the alert names.

#include <optional>
#include <string>
#include <vector>

#include "core/ci_candidates.h"

namespace secure_export {

// Every resource id that the alert's candidates name, with parents, canonical.
std::vector<std::string> named_ids(const std::vector<CiCandidate>& candidates);

// Why `ci`, found by `query`, is another resource: "\"vm-app\" is in the CMDB with another resource id,
// /subscriptions/..." Nothing when it may be the one; always nothing for an item without a resource id.
std::optional<std::string> contradiction(const std::vector<std::string>& named_ids, const CiQuery& query,
                                         const ConfigurationItem& ci);

// What is left of an answer to `query`: without items that contradict, each of which adds its reason to `reasons`; of
// several, those alone that carry an id that the alert names.
std::vector<ConfigurationItem> matching(const std::vector<std::string>& named_ids, const CiQuery& query,
                                        const std::vector<ConfigurationItem>& found, std::vector<std::string>& reasons);

}  // namespace secure_export
