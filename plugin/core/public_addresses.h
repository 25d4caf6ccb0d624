#pragma once
#include <string>

namespace secure_export {

// Where senders reach the public endpoints, as the host knows it.
class PublicAddresses {
public:
    virtual ~PublicAddresses() = default;
    // JSON, as itsm_host.public_endpoints describes it, unchecked; empty when the host cannot tell.  Only on the thread
    // that the host entered the plugin with, while a request is answered.
    virtual std::string list() const = 0;
};

}  // namespace secure_export
