#pragma once
// What the work line fetches from the authority.

#include <string>
#include <string_view>

#include "core/result.h"
#include "inbound/authorize.h"
#include "inbound/key_address.h"

namespace secure_export::inbound {

// https://{authority}/{tenant}[/v2.0]/.well-known/openid-configuration
std::string metadata_url(std::string_view authority, std::string_view tenant, int version);

struct Metadata {
    std::string issuer, jwks_uri;
    std::string cloud;  // cloud_instance_name ("microsoftonline.com"); empty when it has none
};
// Strict: the tenant of `sources`, a GUID, must be the first segment of the issuer's path, and jwks_uri must be where
// its keys may come from (key_address.h).  Otherwise Fault::invalid, with what was found.
Result<Metadata> read_metadata(std::string_view json, const KeySources& sources);
Result<Metadata> read_metadata(std::string_view json, std::string_view authority, std::string_view tenant);

// A key set is good when at least one of its keys can be used (KeySet::read has the rules); otherwise Fault::invalid,
// with what is wrong with it.
Outcome check_key_set(std::string_view jwks);

struct FetchedKeys {
    std::string jwks;        // to be kept: without entries of another cloud
    std::size_t usable = 0;  // keys
    std::string skipped;     // which entries cannot be used and why; empty: none
    bool all_usual = true;   // authorities do publish such entries; false: an operator should know of one
};
// A key set as the authority answered it.  `cloud` is that of its metadata, which the kept set no longer tells.
// Fault::invalid as check_key_set.
Result<FetchedKeys> read_fetched_keys(std::string_view jwks, std::string_view cloud);

}  // namespace secure_export::inbound
