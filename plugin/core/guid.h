#pragma once
#include <string_view>

namespace secure_export {

// 8-4-4-4-12 hex digits, any case: a tenant, an application, a subscription.
bool is_guid(std::string_view text);

}  // namespace secure_export
