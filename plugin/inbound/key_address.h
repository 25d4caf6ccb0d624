#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace secure_export::inbound {

// Where the keys of one tenant may be fetched from.
struct KeySources {
    std::string_view authority;        // scheme://host[:port]
    std::string_view tenant;           // GUID
    std::vector<std::string> hosts;    // the operator's own: host[:port], lower case, compared exactly
    std::vector<std::string> app_ids;  // GUIDs of our applications, for a signing key of their own ("?appid=")
};

// May keys be fetched from `address`, the jwks_uri of the authority's metadata?  Over https (over http only between
// loopbacks), without user or fragment, and from
// - one of the hosts of the operator, any path;
// - where the authority is one of Entra's: a host of the same cloud, port 443, the path of the tenant's keys or of the
//   common ones, no query but the id of our application: with another's, Entra gives keys that its owner made;
// - otherwise the authority's own host and port, any path.
// Fault::invalid with what was found and what to do: it also tells when the tenant is in another cloud.
Outcome check_key_address(std::string_view address, const KeySources& sources);

}  // namespace secure_export::inbound
