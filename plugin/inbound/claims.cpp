#include "inbound/claims.h"

#include <algorithm>

#include "core/guid.h"
#include "core/text.h"
#include "core/timestamps.h"
#include "inbound/issuer.h"
#include "inbound/limits.h"
#include "inbound/quoting.h"
#include "json/json.h"

namespace secure_export::inbound {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t end_of_9999 = 253402300799;  // later instants have no four-digit year and may overflow
constexpr const char* tenant_placeholder = "{tenantid}";

std::vector<std::string> strings_of(const Json::Value& value) {
    std::vector<std::string> list;
    if (!value.isArray()) return list;
    for (const auto& entry : value) {
        if (!entry.isString()) return {};
        list.push_back(entry.asString());
    }
    return list;
}

std::optional<std::int64_t> instant(const Json::Value& value) {
    if (!value.isInt64() || value.asInt64() < 0 || value.asInt64() > end_of_9999) return std::nullopt;
    return value.asInt64();
}

Time at(std::int64_t seconds) { return Time(Seconds(seconds)); }

std::string with_tenant(std::string issuer, const std::string& tid) {
    if (const auto place = issuer.find(tenant_placeholder); place != std::string::npos) {
        issuer.replace(place, std::string_view(tenant_placeholder).size(), tid);
    }
    return issuer;
}

std::string_view without_slash(std::string_view uri) {
    if (uri.ends_with('/')) uri.remove_suffix(1);
    return uri;
}

}  // namespace

std::variant<Claims, Failure> read_claims(std::string_view payload) {
    const auto document = json::read_strict(payload);
    if (!document) return Failure{Check::form, "the token's claims: " + document.error().message};
    if (!document->isObject()) return Failure{Check::form, "the token's claims are not a JSON object"};
    const Json::Value& all = *document;

    Claims claims;
    claims.ver = json::text(all, "ver");
    claims.iss = json::text(all, "iss");
    claims.tid = json::text(all, "tid");
    claims.oid = json::text(all, "oid");
    claims.sub = json::text(all, "sub");
    claims.caller = json::text(all, claims.version() == 2 ? "azp" : "appid");
    const Json::Value& aud = json::member(all, "aud");
    claims.aud = aud.isString() ? std::vector{aud.asString()} : strings_of(aud);
    claims.roles = strings_of(json::member(all, "roles"));
    claims.exp = instant(json::member(all, "exp"));
    claims.nbf = instant(json::member(all, "nbf"));
    if (all.isMember("idtyp")) claims.idtyp = json::text(all, "idtyp");
    claims.scp = all.isMember("scp");
    return claims;
}

bool same_audience(std::string_view configured, std::string_view claimed) {
    if (configured.empty() || claimed.empty()) return false;
    if (configured == claimed) return true;
    const bool uri = configured.find(':') != std::string_view::npos;  // a client id is a GUID, without a scheme
    return uri && without_slash(configured) == without_slash(claimed);
}

std::optional<Failure> check_version(const Claims& claims) {
    if (claims.version() != 0) return std::nullopt;
    return Failure{Check::version, "ver is " + quoted(claims.ver) + ", expected \"1.0\" or \"2.0\""};
}

std::optional<Failure> check_issuer(const Claims& claims, const std::string& issuer, const std::string& key_issuer) {
    if (claims.iss.empty() || claims.iss != issuer) {
        return Failure{Check::issuer, "iss is " + quoted(claims.iss) + ", the metadata for version " + claims.ver +
                                          " says " + quoted(issuer)};
    }
    if (!key_issuer.empty() && with_tenant(key_issuer, claims.tid) != claims.iss) {
        return Failure{Check::issuer, "iss is " + quoted(claims.iss) + ", the key is for issuer " + quoted(key_issuer)};
    }
    return std::nullopt;
}

std::optional<Failure> check_tenant(const Claims& claims, const std::string& tenant_id) {
    if (!is_guid(claims.tid) || !same_ignoring_case(claims.tid, tenant_id)) {
        return Failure{Check::tenant, "tid is " + quoted(claims.tid) + ", expected " + quoted(tenant_id)};
    }
    if (!same_ignoring_case(tenant_segment(claims.iss), claims.tid)) {
        return Failure{Check::tenant,
                       "tid is " + quoted(claims.tid) + ", which is not the tenant in iss " + quoted(claims.iss)};
    }
    return std::nullopt;
}

std::optional<Failure> check_time(std::int64_t exp, std::int64_t nbf, Time now) {
    if (now >= at(exp) + max_token_skew) {
        return Failure{Check::time, "the token expired at " + iso(at(exp)) + ", it is " + iso(now) +
                                        "; if that is wrong, set this machine's clock"};
    }
    if (now < at(nbf) - max_token_skew) {
        return Failure{Check::time,
                       "the token is not valid before " + iso(at(nbf)) + ", it is " + iso(now) +
                           "; if that is wrong, set this machine's clock",
                       true};
    }
    return std::nullopt;
}

std::optional<Failure> check_time(const Claims& claims, Time now) {
    if (!claims.exp || !claims.nbf) {
        return Failure{Check::time,
                       std::string(claims.exp ? "nbf" : "exp") + " is missing or is not a number of seconds"};
    }
    return check_time(*claims.exp, *claims.nbf, now);
}

std::optional<Failure> check_caller(const Claims& claims, const Connection& connection) {
    const auto& allowed = connection.caller_app_ids;
    if (!claims.caller.empty() && std::any_of(allowed.begin(), allowed.end(), [&](const std::string& id) {
            return same_ignoring_case(id, claims.caller);
        })) {
        return std::nullopt;
    }
    return Failure{Check::caller, std::string(claims.version() == 2 ? "azp" : "appid") + " is " +
                                      quoted(claims.caller) + ", caller_app_ids has " + quoted(allowed)};
}

std::optional<Failure> check_app_only(const Claims& claims) {
    if (claims.scp)
        return Failure{Check::app_only, "the token has scp: it was issued to a user, not to an application"};
    if (claims.idtyp) {
        if (*claims.idtyp == "app") return std::nullopt;
        return Failure{Check::app_only, "idtyp is " + quoted(*claims.idtyp) + ", expected \"app\""};
    }
    if (!claims.oid.empty() && claims.oid == claims.sub) return std::nullopt;
    return Failure{Check::app_only, "there is no idtyp, and oid " + quoted(claims.oid) + " is not sub " +
                                        quoted(claims.sub) + ": the token was issued to a user, not to an application"};
}

std::optional<Failure> check_role(const Claims& claims, const Connection& connection) {
    if (!connection.required_role) return std::nullopt;
    const std::string& role = *connection.required_role;
    if (!role.empty() && std::find(claims.roles.begin(), claims.roles.end(), role) != claims.roles.end()) {
        return std::nullopt;
    }
    return Failure{Check::role, "roles has " + quoted(claims.roles) + ", required is " + quoted(role) +
                                    ": assign that app role to the caller's service principal in Entra ID"};
}

}  // namespace secure_export::inbound
