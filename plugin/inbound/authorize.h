#pragma once
// Who sent this?  CONTRACT.md sections 1.3 and 1.4: every check, in its order, failing closed.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "core/settings.h"

namespace secure_export::inbound {

// Names of the checks, in order; they stand in the log and in `rejected_callers`, never in a reply.
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

// Keys of one tenant for one token version, as the work line fetched them.
struct KeySetSource {
    std::string authority;  // scheme://host[:port]
    std::string tenant;
    int version = 1;     // 1 or 2
    std::string issuer;  // from the metadata document
    std::string jwks;    // JSON
};

struct Caller {
    const Connection* connection;  // of the Authorizer that gave it
    std::string app_id, tenant, token_version, key_id;
    std::string checks;  // one line for people: which checks were passed, with the values that matter
};

struct Denied {
    Check check;
    int status;  // 401; 403 for genuine tokens that may not (caller, app_only, role, disabled); 503 never: see key,
                 // key_set
    // Name, when tid and aud chose one.  For check key and key_set always: the set is that of its tenant.
    std::string connection;
    std::string tenant, caller;  // only once the signature was good
    std::string detail;  // for operators: found, expected, what to do; no token, no part of one but claim values
    // For check key and key_set: the set that lacks it, so that the caller can ask for a refresh and answer 503.
    int token_version = 0;
    std::string authority;
    bool too_early = false;  // of a token that was verified: it is not valid yet by our clock
};

using Verdict = std::variant<Caller, Denied>;

// The authority host of a connection: its own, or its cloud's.
std::string authority_of(const Connection& connection);

// A connection is chosen by the token's tid and aud alone.  Where several match (an aud array, or one audience
// configured twice), it is an enabled one before a disabled one, then the first by name.
//
// An unchanging snapshot of connections and keys; made anew when either changes, which also empties the cache of
// verified tokens (bounded, by SHA-256, until exp).  Key sets that cannot be read count as absent.  [concurrent]
class Authorizer {
public:
    Authorizer(std::vector<Connection> connections, const std::vector<KeySetSource>& key_sets);
    ~Authorizer();
    Authorizer(const Authorizer&) = delete;

    // `headers` as in Request.  Clock skew of 300 s is allowed.
    Verdict authorize(std::string_view headers, Time now) const;

    const std::vector<Connection>& connections() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// May this connection's sender speak of these subscriptions?  Nothing when it may; otherwise what is not allowed, for
// the operator.  With an allow-list, Connection::without_subscription decides about a body that names none.
std::optional<std::string> not_allowed(const Connection& connection, const std::vector<std::string>& subscriptions);

}  // namespace secure_export::inbound
