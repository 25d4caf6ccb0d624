#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace secure_export {

// Lower case, without a trailing slash: Azure resource ids are equal if these forms are.  The store keeps this form.
std::string canonical_resource_id(std::string_view id);

// "/subscriptions/..." or another absolute id with at least two segments.
bool looks_like_resource_id(std::string_view text);

// The segment after "subscriptions" (normally a GUID), lower case; nullopt when the id has none.
std::optional<std::string> subscription_of(std::string_view id);

// The last segment, unchanged: the resource's own name.
std::string_view name_of_resource(std::string_view id);

// "microsoft.sql/servers/databases": namespace and types without the names, lower case; empty when `id` has no provider
// (a resource group).  For an extension resource, the type of the extension.
std::string resource_type(std::string_view id);

// Whether `a` and `b` are the same resource or one contains the other: a server and its database, a resource group and
// its machine.
bool same_or_part(std::string_view a, std::string_view b);

// The parent of a child resource: ".../servers/s1/databases/d1" -> ".../servers/s1".  nullopt when `id` is a top-level
// resource, a resource group or a subscription.
std::optional<std::string> parent_resource(std::string_view id);

}  // namespace secure_export
