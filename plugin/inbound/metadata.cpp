#include "inbound/metadata.h"

#include "core/text.h"
#include "core/url.h"
#include "inbound/issuer.h"
#include "inbound/key_set.h"
#include "inbound/quoting.h"
#include "json/json.h"

namespace secure_export::inbound {
namespace {

constexpr std::size_t most_bytes = 64 * 1024;  // Entra's document has about 2 KiB
constexpr std::size_t most_issuer_bytes = 512;

Error bad(std::string why) { return {Fault::invalid, "not good metadata: " + std::move(why), {}}; }

// https, or http on this machine where the operator chose so for the authority as well (tests, private clouds).
bool may_fetch(std::string_view address, std::string_view authority) {
    const auto url = read_url(address);
    if (!url) return false;
    if (url->tls) return true;
    const auto chosen = read_url(authority);
    return is_loopback(*url) && chosen && !chosen->tls && is_loopback(*chosen);
}

}  // namespace

std::string metadata_url(std::string_view authority, std::string_view tenant, int version) {
    std::string url(authority);
    url += '/';
    url += tenant;
    if (version == 2) url += "/v2.0";
    return url + "/.well-known/openid-configuration";
}

Result<Metadata> read_metadata(std::string_view json, std::string_view authority, std::string_view tenant) {
    if (json.size() > most_bytes) return bad("longer than " + std::to_string(most_bytes) + " bytes");
    const auto document = json::read_strict(json);
    if (!document) return bad(document.error().say);
    Metadata metadata{json::text(*document, "issuer"), json::text(*document, "jwks_uri")};
    if (metadata.issuer.size() > most_issuer_bytes || !same_ignoring_case(tenant_segment(metadata.issuer), tenant) ||
        !is_guid(tenant)) {
        return bad("issuer is " + quoted(metadata.issuer) + ", which is not of tenant " + quoted(tenant));
    }
    if (!may_fetch(metadata.jwks_uri, authority)) {
        return bad("jwks_uri is " + quoted(metadata.jwks_uri) +
                   ", it must be https (http only on loopback, when the authority is that too)");
    }
    return metadata;
}

Outcome check_key_set(std::string_view jwks) {
    const auto keys = KeySet::read(jwks);
    if (!keys) return keys.error();
    return {};
}

}  // namespace secure_export::inbound
