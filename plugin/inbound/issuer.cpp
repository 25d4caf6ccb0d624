#include "inbound/issuer.h"

namespace secure_export::inbound {
namespace {

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

}  // namespace

bool is_guid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

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
