#include "inbound/jws.h"

#include <algorithm>

#include "inbound/base64url.h"
#include "inbound/limits.h"
#include "inbound/quoting.h"
#include "json/json.h"

namespace secure_export::inbound {
std::variant<Jws, Failure> read_jws(std::string_view token) {
    if (token.size() > max_token_bytes) {
        return Failure{Check::form, "the token has " + std::to_string(token.size()) + " bytes, at most " +
                                        std::to_string(max_token_bytes) + " are allowed"};
    }
    const auto dots = std::count(token.begin(), token.end(), '.');
    if (dots != 2) {
        return Failure{Check::form, "the token has " + std::to_string(dots + 1) + " parts, a signed JWT has 3"};
    }
    const auto first = token.find('.'), second = token.find('.', first + 1);
    const auto header_text = decode_base64url(token.substr(0, first));
    auto payload = decode_base64url(token.substr(first + 1, second - first - 1));
    auto signature = decode_base64url(token.substr(second + 1));
    if (!header_text || !payload || !signature) return Failure{Check::form, "a part of the token is not base64url"};

    const auto header = json::read_strict(*header_text);
    if (!header || !header->isObject()) return Failure{Check::form, "the token's header is not a JSON object"};
    const Json::Value& alg = json::member(*header, "alg");
    if (!alg.isString() || alg.asString() != "RS256") {
        return Failure{Check::algorithm, "alg is " + quoted(json::scalar(alg)) + ", only \"RS256\" is accepted"};
    }
    // RFC 7515 section 4.1.11: extensions that must be understood.  None is.
    if (header->isMember("crit")) return Failure{Check::algorithm, "the token's header has \"crit\""};
    const std::string kid = json::text(*header, "kid");
    if (kid.empty() || kid.size() > max_kid_bytes) {
        return Failure{Check::key_id, "the token's header has no key id (kid), or one that is too long"};
    }
    return Jws{kid, std::move(*payload), std::move(*signature), token.substr(0, second)};
}

std::variant<const KeySet::Key*, Failure> verify(const Jws& jws, const KeySet& keys) {
    const KeySet::Key* key = keys.find(jws.kid);
    if (!key) return Failure{Check::key, "kid is " + quoted(jws.kid) + ", the key set has " + keys.key_ids()};
    if (!key->rsa.verifies(jws.signed_text, jws.signature)) {
        return Failure{Check::signature, "the signature is not that of key " + quoted(jws.kid)};
    }
    return key;
}

}  // namespace secure_export::inbound
