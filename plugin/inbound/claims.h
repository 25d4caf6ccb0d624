#pragma once
// A token's claims, and their checks in the order of CONTRACT.md 1.3.  Every claim is required: one that is absent or
// of the wrong type fails its check like a wrong value.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/settings.h"
#include "inbound/jws.h"

namespace secure_export::inbound {

// The claims as in the token.  One that is missing or of another type is an empty string or an absent number.
struct Claims {
    std::string ver, iss, tid, oid, sub;
    std::string caller;                    // azp of version 2.0, appid of version 1.0
    std::vector<std::string> aud;          // empty if any entry of the array is not a string
    std::vector<std::string> roles;        // like aud
    std::optional<std::int64_t> exp, nbf;  // Unix seconds, 0 to the year 9999
    std::optional<std::string> idtyp;      // empty if present but not a string
    bool scp = false;                      // present, of any type

    int version() const { return ver == "1.0" ? 1 : ver == "2.0" ? 2 : 0; }  // 0: neither
};

// Check::form when `payload` is not a JSON object, or repeats a name.
std::variant<Claims, Failure> read_claims(std::string_view payload);

// Whether both audiences are equal, apart from one trailing slash of a URI.
bool same_audience(std::string_view configured, std::string_view claimed);

// Each check returns nullopt when passed.  `issuer` is from the metadata document; `key_issuer` from the key's entry,
// in which {tenantid} stands for the tid, or empty.
std::optional<Failure> check_version(const Claims& claims);
std::optional<Failure> check_issuer(const Claims& claims, const std::string& issuer, const std::string& key_issuer);
std::optional<Failure> check_tenant(const Claims& claims, const std::string& tenant_id);
std::optional<Failure> check_time(std::int64_t exp, std::int64_t nbf, Time now);
std::optional<Failure> check_time(const Claims& claims, Time now);
std::optional<Failure> check_caller(const Claims& claims, const Connection& connection);
std::optional<Failure> check_app_only(const Claims& claims);
std::optional<Failure> check_role(const Claims& claims, const Connection& connection);

}  // namespace secure_export::inbound
