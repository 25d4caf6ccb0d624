#pragma once
#include <string_view>

namespace secure_export::inbound {

// 8-4-4-4-12 hex digits, any case.
bool is_guid(std::string_view text);

// The first segment of an issuer's path, which is the tenant's id in every cloud and both token versions; empty when
// `issuer` is not an address or has no path.
std::string_view tenant_segment(std::string_view issuer);

}  // namespace secure_export::inbound
