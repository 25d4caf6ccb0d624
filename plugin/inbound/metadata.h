#pragma once
// Parses the documents that the work line fetches from the authority.

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
// Strict: the tenant of `sources`, a GUID, must be the first segment of the issuer's path, and jwks_uri must be an
// allowed source (key_address.h).  Otherwise Fault::invalid, with what was found.
Result<Metadata> read_metadata(std::string_view json, const KeySources& sources);
Result<Metadata> read_metadata(std::string_view json, std::string_view authority, std::string_view tenant);

// Succeeds when at least one key of the set can be used (rules: KeySet::read); otherwise Fault::invalid with the
// reason.
Outcome check_key_set(std::string_view jwks);

struct FetchedKeys {
    std::string jwks;        // the set to store: without entries of another cloud
    std::size_t usable = 0;  // number of usable keys
    std::string skipped;     // the entries that cannot be used, with reasons; empty: none
    bool all_usual = true;   // false: an operator should know of a skipped entry (KeySet::Skipped::usual)
};
// Parses a key set fetched from the authority.  `cloud` is that of its metadata: entries of other clouds are removed
// here, since the stored set does not record it.  Fault::invalid as check_key_set().
Result<FetchedKeys> read_fetched_keys(std::string_view jwks, std::string_view cloud);

}  // namespace secure_export::inbound
