#include "inbound/metadata.h"

#include "core/guid.h"
#include "core/text.h"
#include "inbound/issuer.h"
#include "inbound/key_set.h"
#include "inbound/limits.h"
#include "inbound/quoting.h"
#include "json/json.h"

namespace secure_export::inbound {
namespace {

Error bad_metadata(std::string why) { return {Fault::invalid, "invalid metadata: " + std::move(why), {}}; }

}  // namespace

std::string metadata_url(std::string_view authority, std::string_view tenant, int version) {
    std::string url(authority);
    url += '/';
    url += tenant;
    if (version == 2) url += "/v2.0";
    return url + "/.well-known/openid-configuration";
}

Result<Metadata> read_metadata(std::string_view json, std::string_view authority, std::string_view tenant) {
    return read_metadata(json, KeySources{authority, tenant, {}, {}});
}

Result<Metadata> read_metadata(std::string_view json, const KeySources& sources) {
    if (json.size() > max_metadata_bytes)
        return bad_metadata("longer than " + std::to_string(max_metadata_bytes) + " bytes");
    const auto document = json::read_strict(json);
    if (!document) return bad_metadata(document.error().message);
    const std::string_view tenant = sources.tenant;
    Metadata metadata{json::text(*document, "issuer"), json::text(*document, "jwks_uri"),
                      json::text(*document, "cloud_instance_name")};
    if (metadata.issuer.size() > max_issuer_bytes || !same_ignoring_case(tenant_segment(metadata.issuer), tenant) ||
        !is_guid(tenant)) {
        return bad_metadata("issuer is " + quoted(metadata.issuer) + ", which is not of tenant " + quoted(tenant));
    }
    if (const Outcome good = check_key_address(metadata.jwks_uri, sources); !good)
        return bad_metadata(good.error().message);
    return metadata;
}

Outcome check_key_set(std::string_view jwks) {
    const auto keys = KeySet::read(jwks);
    if (!keys) return keys.error();
    return {};
}

Result<FetchedKeys> read_fetched_keys(std::string_view jwks, std::string_view cloud) {
    const auto keys = KeySet::read(jwks, cloud);
    if (!keys) return keys.error();
    FetchedKeys fetched{std::string(jwks), keys->size(), keys->skipped_text()};
    for (const KeySet::Skipped& one : keys->skipped()) fetched.all_usual = fetched.all_usual && one.usual;
    if (cloud.empty()) return fetched;
    Json::Value document = *json::read_strict(jwks);
    Json::Value kept(Json::arrayValue);
    for (const Json::Value& entry : document["keys"]) {
        const std::string other = json::text(entry, "cloud_instance_name");
        if (other.empty() || other == cloud) kept.append(entry);
    }
    if (kept.size() == document["keys"].size()) return fetched;
    document["keys"] = kept;
    fetched.jwks = json::write(document);
    return fetched;
}

}  // namespace secure_export::inbound
