#pragma once
// What the work line fetches from the authority.

#include <string>
#include <string_view>

#include "core/result.h"
#include "inbound/authorize.h"

namespace secure_export::inbound {

// https://{authority}/{tenant}[/v2.0]/.well-known/openid-configuration
std::string metadata_url(std::string_view authority, std::string_view tenant, int version);

struct Metadata {
    std::string issuer, jwks_uri;
};
// Strict: `tenant`, a GUID, must be the first segment of the issuer's path; jwks_uri must be https, or http to loopback
// where `authority` is that too.  Otherwise Fault::invalid, with what was found.
Result<Metadata> read_metadata(std::string_view json, std::string_view authority, std::string_view tenant);

// A key set is good when it has at least one usable key and nothing weak, secret or ambiguous (KeySet::read has the
// rules); otherwise Fault::invalid, with what is wrong with it.
Outcome check_key_set(std::string_view jwks);

}  // namespace secure_export::inbound
