#pragma once
#include <string>

namespace secure_export {

// A port: the URLs of the public endpoints, as known to the host.
class PublicAddresses {
public:
    virtual ~PublicAddresses() = default;
    // JSON in the form that itsm_host.public_endpoints describes, not validated; empty when the host does not know.
    // Call only on a thread of the host that is inside the plugin, while a request is being answered.
    virtual std::string list() const = 0;
};

}  // namespace secure_export
