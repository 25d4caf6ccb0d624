#include "inbound/issuer.h"

namespace secure_export::inbound {

std::string_view tenant_segment(std::string_view issuer) {
    const auto scheme = issuer.find("://");
    if (scheme == std::string_view::npos) return {};
    issuer.remove_prefix(scheme + 3);
    const auto path = issuer.find('/');
    if (path == std::string_view::npos) return {};
    issuer.remove_prefix(path + 1);
    return issuer.substr(0, issuer.find('/'));
}

}  // namespace secure_export::inbound
