#pragma once
// Authenticates and authorizes the sender of a request: every check of CONTRACT.md sections 1.3 and 1.4, in order,
// failing closed.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "core/settings.h"

namespace secure_export::inbound {

// The checks, in order.  Their names appear in the log and in the view `rejected_callers`, never in a reply.
enum class Check {
    header,     // Authorization absent, more than one, or not "Bearer <token>"
    form,       // not a compact JWS of allowed size with JSON header and claims
    algorithm,  // anything but RS256; "crit" present
    key_id,     // no kid
    key_set,    // no keys of that tenant and token version have been fetched yet
    key,        // the kid is not in the key set of the configured tenant
    signature,
    version,  // ver is neither 1.0 nor 2.0
    issuer,
    tenant,
    audience,
    time,    // exp, nbf
    caller,  // azp / appid
    app_only,
    role,
    disabled,  // the connection is switched off
};
const char* name_of(Check check);

// The signing keys of one tenant for one token version, as fetched by the work line.
struct KeySetSource {
    std::string authority;  // scheme://host[:port]
    std::string tenant;
    int version = 1;     // 1 or 2
    std::string issuer;  // from the metadata document
    std::string jwks;    // JSON
};

struct Caller {
    const Connection* connection;  // owned by the Authorizer that returned it
    std::string app_id, tenant, token_version, key_id;
    std::string checks;  // one line for people: the checks passed, with the relevant values
};

struct Denied {
    Check check;
    int status;  // 401; 403 for verified tokens without permission (caller, app_only, role, disabled).  Never 503: for
                 // key and key_set, the caller of authorize() decides
    // The connection's name, if tid and aud selected one.  Always set for key and key_set: the key set is its tenant's.
    std::string connection;
    std::string tenant, caller;  // set only after the signature was verified
    std::string detail;          // for operators: found, expected, what to do; of the token, only claim values
    // For key and key_set: the key set that lacks the key, so that the caller can request a refresh and answer 503.
    int token_version = 0;
    std::string authority;
    bool too_early = false;  // the token was verified, but its nbf is in the future by our clock
};

using Verdict = std::variant<Caller, Denied>;

// The authority of a connection, "https://host[:port]": the configured one, or its cloud's.
std::string authority_of(const Connection& connection);

// Verifies tokens against the connections.  The token's tid and aud alone select the connection.  If several match (an
// aud array, or one audience configured twice), enabled ones come before disabled ones, then the first by name.
//
// Immutable: build a new one when connections or keys change.  That also empties the cache of verified tokens (bounded,
// by SHA-256, until exp).  Key sets that cannot be parsed count as absent.  [concurrent]
class Authorizer {
public:
    Authorizer(std::vector<Connection> connections, const std::vector<KeySetSource>& key_sets);
    ~Authorizer();
    Authorizer(const Authorizer&) = delete;

    // `headers` as in core/exchange.h, Request.  Allows a clock skew of 300 s.  The Caller points into this Authorizer.
    Verdict authorize(std::string_view headers, Time now) const;

    const std::vector<Connection>& connections() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Checks a body's subscriptions against the connection's allow-list.  nullopt when allowed; otherwise the reason, for
// the operator.  With an allow-list, Connection::without_subscription decides about a body that names none.
std::optional<std::string> not_allowed(const Connection& connection, const std::vector<std::string>& subscriptions);

}  // namespace secure_export::inbound
