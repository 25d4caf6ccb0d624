#pragma once
#include <string_view>

namespace secure_export::inbound {

// The first segment of an issuer's path: the tenant's id, in every cloud and both token versions.  Empty when `issuer`
// is not a URL or has no path.
std::string_view tenant_segment(std::string_view issuer);

}  // namespace secure_export::inbound
