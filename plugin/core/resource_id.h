#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace secure_export {

// Azure resource ids compare without case and without a trailing slash: this is the form in which the store keeps them.
std::string canonical_resource_id(std::string_view id);

// "/subscriptions/..." or another absolute id with at least two segments.
bool looks_like_resource_id(std::string_view text);

// The subscription's GUID, or whatever stands in its place, lower case; nothing when the id names none.
std::optional<std::string> subscription_of(std::string_view id);

// The last segment as it came: the resource's own name.
std::string_view name_of_resource(std::string_view id);

// "microsoft.sql/servers/databases": namespace and types without the names, lower case; empty when `id` names no
// provider (a resource group).  Of an extension resource its own.
std::string resource_type(std::string_view id);

// The same resource, or one is a part of the other: a database and its server, a machine and its resource group.
bool same_or_part(std::string_view a, std::string_view b);

// The resource that a child belongs to: ".../servers/s1/databases/d1" -> ".../servers/s1".  Nothing when `id` is itself
// a top resource, a resource group or a subscription.
std::optional<std::string> parent_resource(std::string_view id);

}  // namespace secure_export
