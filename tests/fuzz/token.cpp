// Tokens.  The first byte says how one is made of the rest:
//   h  the rest is the request's header lines, as a stranger sends them
//   c  the rest is the claims: signed by the authority's key
//   j  "HEADER\nCLAIMS", both signed by it
//   x  as c, after one byte that says which byte of the token is changed, and one that says into what

#include <algorithm>

#include "inbound/authorize.h"
#include "inbound/base64url.h"
#include "json/json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/token_maker.h"

using namespace secure_export;

namespace {

const std::string tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const std::string client_id = "8a0a4d1e-5f53-4c0e-9d5b-6a1c7c1b2f3d";
const std::string authority = "https://login.microsoftonline.com";
const std::string caller_id = "461e8683-5575-4561-ac7f-899cc907d62a";
constexpr std::int64_t noon = 1767268800;  // 2026-01-01T12:00:00Z
constexpr std::int64_t skew = 300;

std::string issuer_of(int version) {
    return version == 1 ? "https://sts.windows.net/" + tenant + "/" : authority + "/" + tenant + "/v2.0";
}

struct Fixture {
    Fixture() {
        Connection connection;
        connection.name = "contoso";
        connection.tenant_id = tenant;
        connection.audiences = {"api://" + client_id, client_id};
        connection.caller_app_ids = {caller_id};
        connection.required_role = "ActionGroupsSecureWebhook";
        connection.desk = "local";
        std::vector<inbound::KeySetSource> sets;
        for (const int version : {1, 2})
            sets.push_back({authority, tenant, version, issuer_of(version), test::key_set({key.jwk()})});
        door = std::make_unique<inbound::Authorizer>(std::vector<Connection>{connection}, sets);
    }
    const test::SigningKey key{"the-key"};
    std::unique_ptr<inbound::Authorizer> door;
};

const Fixture& fixture() {
    static const Fixture made;
    return made;
}

bool lists(const Json::Value& value, const std::string& wanted) {
    if (value.isString()) return value.asString() == wanted;
    if (!value.isArray()) return false;
    return std::any_of(value.begin(), value.end(),
                       [&](const Json::Value& item) { return item.isString() && item.asString() == wanted; });
}

// All that a token must say to be taken, read a second time and in another way.
void check_claims(const Json::Value& claims) {
    const bool second = claims["ver"] == "2.0";
    MUST_HOLD(second || claims["ver"] == "1.0");
    MUST_HOLD(claims["iss"] == issuer_of(second ? 2 : 1));
    MUST_HOLD(claims["tid"].isString() && claims["tid"].asString().size() == tenant.size());
    MUST_HOLD(lists(claims["aud"], client_id) || lists(claims["aud"], "api://" + client_id) ||
              lists(claims["aud"], "api://" + client_id + "/"));
    MUST_HOLD(claims["exp"].isNumeric() && claims["exp"].asDouble() + skew >= noon);
    MUST_HOLD(claims["nbf"].isNumeric() && claims["nbf"].asDouble() - skew <= noon);
    MUST_HOLD(claims[second ? "azp" : "appid"].isString());
    MUST_HOLD(!claims.isMember("scp"));
    MUST_HOLD(claims.isMember("idtyp") ? claims["idtyp"] == "app"
                                       : claims["oid"].isString() && claims["oid"] == claims["sub"]);
    MUST_HOLD(claims["roles"].isArray() && lists(claims["roles"], "ActionGroupsSecureWebhook"));
}

// RS256 gives one signature for one text, so a genuine token can be made again, byte for byte.
void check_taken(std::string_view token, const inbound::Caller& caller) {
    const std::size_t end = token.rfind('.');
    MUST_HOLD(end != token.npos);
    const std::string_view signed_text = token.substr(0, end);
    MUST_HOLD(token.substr(end + 1) == test::base64url(fixture().key.sign_rs256(signed_text)));
    const std::size_t dot = signed_text.find('.');
    const auto header = json::read_strict(*inbound::decode_base64url(signed_text.substr(0, dot)));
    MUST_HOLD(header && (*header)["alg"] == "RS256" && (*header)["kid"] == fixture().key.kid() &&
              !header->isMember("crit"));
    const auto claims = json::read_strict(*inbound::decode_base64url(signed_text.substr(dot + 1)));
    MUST_HOLD(claims);
    check_claims(*claims);
    MUST_HOLD(caller.connection && caller.connection->name == "contoso" && caller.tenant == tenant &&
              caller.app_id == caller_id);
}

bool is_taken(std::string_view headers, std::string_view token) {
    const auto verdict = fixture().door->authorize(headers, Time(Seconds(noon)));
    const auto* refusal = std::get_if<inbound::Denied>(&verdict);
    if (!refusal) {
        check_taken(token, std::get<inbound::Caller>(verdict));
        const auto again = fixture().door->authorize(headers, Time(Seconds(noon)));
        MUST_HOLD(std::holds_alternative<inbound::Caller>(again));
        return true;
    }
    MUST_HOLD(refusal->status == 401 || refusal->status == 403);
    MUST_HOLD(refusal->detail.size() <= 1000 + 16);
    MUST_HOLD(refusal->detail.find('\n') == refusal->detail.npos);
    return false;
}

std::string bearer(const std::string& token) { return "Host: x\nAuthorization: Bearer " + token + "\n"; }

// The token of the only Authorization line; where there are others, nothing may be taken anyway.
std::string_view token_in(std::string_view headers) {
    std::string_view value;
    while (!headers.empty()) {
        const std::string_view line = fuzz::take(headers, "\n");
        if (line.size() > 14) value = line.substr(line.rfind(' ') + 1);
    }
    return value;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view rest = fuzz::text_of(data + 1, size - 1);
    const test::SigningKey& key = fixture().key;
    const std::string usual_header = test::compact_json(test::token_header(key));
    switch (data[0]) {
        case 'h': {
            (void)is_taken(rest, token_in(rest));
            break;
        }
        case 'j': {
            const std::string_view header = fuzz::take(rest, "\n");
            const std::string token = test::signed_raw_token(header, rest, key);
            (void)is_taken(bearer(token), token);
            break;
        }
        case 'x': {
            if (rest.size() < 2) break;
            const std::string token = test::signed_raw_token(usual_header, rest.substr(2), key);
            std::string changed = token;
            // The first byte alone would reach no signature: the token is longer than 255 bytes.
            const std::size_t at = token.size() * static_cast<unsigned char>(rest[0]) / 256;
            changed[at] = rest[1];
            if (changed != token) MUST_HOLD(!is_taken(bearer(changed), changed));
            break;
        }
        default: {
            const std::string token = test::signed_raw_token(usual_header, rest, key);
            (void)is_taken(bearer(token), token);
        }
    }
    return 0;
}
