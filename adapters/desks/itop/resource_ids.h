#pragma once
// Finds Azure resource ids in the texts of a configuration item.

#include <string>
#include <string_view>
#include <vector>

namespace secure_export::desks::itop {

// Every "/subscriptions/..." in `text`, spelled as there, without the punctuation around it.
std::vector<std::string> resource_ids_in(std::string_view text);

// The item's own id among `ids`.  If `wanted` is not empty: that one (compared without case and trailing slash), or
// empty when it is not among them.  Otherwise the one whose last segment is `name` or its first label, else the only
// one; empty when it is ambiguous.
std::string own_resource_id(const std::vector<std::string>& ids, const std::string& wanted, const std::string& name);

}  // namespace secure_export::desks::itop
