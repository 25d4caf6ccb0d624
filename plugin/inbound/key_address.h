#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace secure_export::inbound {

// The allowed sources of one tenant's signing keys.
struct KeySources {
    std::string_view authority;        // scheme://host[:port]
    std::string_view tenant;           // GUID
    std::vector<std::string> hosts;    // configured by the operator: host[:port], lower case, compared exactly
    std::vector<std::string> app_ids;  // GUIDs of our applications: each may have its own signing key ("?appid=")
};

// Checks whether keys may be fetched from `address`, the jwks_uri of the authority's metadata.  It must use https (http
// is allowed between loopback addresses), have no user or fragment, and be on
// - one of the operator's hosts, any path;
// - if the authority is one of Entra's: a host of the same cloud, port 443, the path of the tenant's keys or of the
//   common ones, no query but the id of our application: for another application, Entra returns keys made by its owner;
// - otherwise the authority's own host and port, any path.
// Else Fault::invalid with what was found and what to do; the message also says if the tenant is in another cloud.
Outcome check_key_address(std::string_view address, const KeySources& sources);

}  // namespace secure_export::inbound
