#pragma once
// One tenant with its connections, signing keys of both token versions, and tokens.

#include <cppunit/extensions/HelperMacros.h>

#include <functional>
#include <string>

#include "inbound/authorize.h"
#include "tests/support/token_maker.h"

namespace secure_export::inbound {

inline const std::string tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
inline const std::string other_tenant = "11111111-2222-3333-4444-555555555555";
inline const std::string client_id = "8a0a4d1e-5f53-4c0e-9d5b-6a1c7c1b2f3d";
inline const std::string app_uri = "api://" + client_id;
inline const std::string azure_monitor = "461e8683-5575-4561-ac7f-899cc907d62a";
inline const std::string public_authority = "https://login.microsoftonline.com";
inline const Time noon{Seconds(1767268800)};  // 2026-01-01T12:00:00Z

inline const test::SigningKey& key_v1() {
    static const test::SigningKey key("key-v1");
    return key;
}
inline const test::SigningKey& key_v2() {
    static const test::SigningKey key("key-v2");
    return key;
}

inline Connection contoso() {
    Connection connection;
    connection.name = "contoso";
    connection.tenant_id = tenant;
    connection.audiences = {app_uri, client_id};
    connection.caller_app_ids = {azure_monitor};
    connection.required_role = "ActionGroupsSecureWebhook";
    connection.desk = "local";
    return connection;
}

inline Json::Value jwk_v2() {
    Json::Value entry = key_v2().jwk();
    entry["issuer"] = public_authority + "/{tenantid}/v2.0";
    return entry;
}

inline std::vector<KeySetSource> key_sets(const std::string& of = tenant) {
    return {{public_authority, of, 1, "https://sts.windows.net/" + of + "/", test::key_set({key_v1().jwk()})},
            {public_authority, of, 2, public_authority + "/" + of + "/v2.0", test::key_set({jwk_v2()})}};
}

inline Json::Value v1() { return test::claims_v1(tenant, app_uri, noon); }
inline Json::Value v2() { return test::claims_v2(tenant, client_id, noon); }

// Signs with the key for the token version in the claims.
inline std::string token(const Json::Value& claims) {
    const auto& key = claims["ver"] == "1.0" ? key_v1() : key_v2();
    return test::signed_token(test::token_header(key), claims, key);
}

inline std::string bearer(const std::string& token) {
    return "Host: desk.example\nAuthorization: Bearer " + token + "\nContent-Type: application/json; charset=utf-8\n";
}

// The verdict as text: "accepted", or the failed check and the status, "audience 401".
inline std::string said(const Verdict& verdict) {
    const auto* refusal = std::get_if<Denied>(&verdict);
    return refusal ? std::string(name_of(refusal->check)) + " " + std::to_string(refusal->status) : "accepted";
}

inline const Denied& denied(const Verdict& verdict) { return std::get<Denied>(verdict); }
inline const Caller& caller(const Verdict& verdict) { return std::get<Caller>(verdict); }

// A fresh authorizer each time, so that no verdict comes from its cache.
inline Verdict judge(const Json::Value& claims, const Connection& connection = contoso(), Time now = noon) {
    Verdict verdict = Authorizer({connection}, key_sets()).authorize(bearer(token(claims)), now);
    if (auto* good = std::get_if<Caller>(&verdict)) good->connection = nullptr;  // it pointed into the authorizer
    return verdict;
}

inline std::string verdict_on(const Json::Value& claims, const Connection& connection = contoso(), Time now = noon) {
    return said(judge(claims, connection, now));
}

inline Json::Value with(Json::Value claims, const char* name, const Json::Value& value) {
    claims[name] = value;
    return claims;
}
inline Json::Value without(Json::Value claims, const char* name) {
    claims.removeMember(name);
    return claims;
}

}  // namespace secure_export::inbound

// The verdict for a token with these claims.
#define ASSERT_SAID(expected, ...) CPPUNIT_ASSERT_EQUAL(std::string(expected), verdict_on(__VA_ARGS__))
