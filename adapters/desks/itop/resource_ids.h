#pragma once
// Azure resource ids in what a configuration item says of itself.

#include <string>
#include <string_view>
#include <vector>

namespace secure_export::desks::itop {

// Every "/subscriptions/..." in `text`, as it stands there, without the punctuation of the sentence around it.
std::vector<std::string> resource_ids_in(std::string_view text);

// The one of `ids` that is the item's own.  Where `wanted` was asked for: that one (compared without case and trailing
// slash), empty when it is not among them.  Else the one whose last segment is `name`, or its first label; else the
// only one; empty when several may be meant.
std::string own_resource_id(const std::vector<std::string>& ids, const std::string& wanted, const std::string& name);

}  // namespace secure_export::desks::itop
