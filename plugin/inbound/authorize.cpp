#include "inbound/authorize.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/exchange.h"
#include "core/text.h"
#include "core/timestamps.h"
#include "inbound/claims.h"
#include "inbound/hint.h"
#include "inbound/jws.h"
#include "inbound/key_set.h"
#include "inbound/limits.h"
#include "inbound/quoting.h"
#include "inbound/token_cache.h"

namespace secure_export::inbound {
namespace {

// The token of "Authorization: Bearer <token>" (RFC 6750 section 2.1).
std::variant<std::string_view, Failure> bearer_token(std::string_view headers) {
    const auto values = header_values(headers, "authorization");
    if (values.empty()) {
        return Failure{Check::header,
                       "the request has no Authorization header; use the action type Secure Webhook (useAadAuth) in "
                       "the action group, and make sure that no proxy removes the header"};
    }
    if (values.size() > 1) {
        return Failure{Check::header, "there are " + std::to_string(values.size()) + " Authorization headers"};
    }
    const std::string_view value = values.front();
    const auto scheme = value.substr(0, value.find(' '));
    if (!same_ignoring_case(scheme, "Bearer")) {
        return Failure{Check::header, "the scheme of the Authorization header is not Bearer"};
    }
    const auto token = trimmed(value.substr(scheme.size()));
    // Tokens are long: find() of one character is much quicker than find_first_of().
    const auto holds = [&](char blank) { return token.find(blank) != std::string_view::npos; };
    if (token.empty() || holds(' ') || holds('\t')) {
        return Failure{Check::header, "the Authorization header is not \"Bearer\" and one token"};
    }
    return token;
}

// A valid token without permission is 403.  All other failures are 401: the sender is unknown.
int status_of(Check check) {
    switch (check) {
        case Check::caller:
        case Check::app_only:
        case Check::role:
        case Check::disabled: return 403;
        default: return 401;
    }
}

Denied denied(const Failure& failure) {
    Denied refusal{};
    refusal.check = failure.check;
    refusal.status = status_of(failure.check);
    refusal.too_early = failure.too_early;
    refusal.detail = cut(one_line(failure.detail), max_refusal_detail_bytes);
    return refusal;
}

std::string checks_passed(const Claims& claims, const Jws& jws, const Connection& connection) {
    return "signature by key " + quoted(jws.kid) + "; version " + claims.ver + "; issuer " + quoted(claims.iss) +
           "; tenant " + quoted(claims.tid) + "; audience " + quoted(claims.aud) + "; valid until " +
           iso(Time(Seconds(*claims.exp))) + "; caller " + quoted(claims.caller) + "; app-only (" +
           (claims.idtyp ? "idtyp is app" : "oid is sub") + "); " +
           (connection.required_role ? "role " + quoted(*connection.required_role) : "role not required");
}

}  // namespace

const char* name_of(Check check) {
    switch (check) {
        case Check::header: return "header";
        case Check::form: return "form";
        case Check::algorithm: return "algorithm";
        case Check::key_id: return "key_id";
        case Check::key_set: return "key_set";
        case Check::key: return "key";
        case Check::signature: return "signature";
        case Check::version: return "version";
        case Check::issuer: return "issuer";
        case Check::tenant: return "tenant";
        case Check::audience: return "audience";
        case Check::time: return "time";
        case Check::caller: return "caller";
        case Check::app_only: return "app_only";
        case Check::role: return "role";
        case Check::disabled: return "disabled";
    }
    return "unknown";
}

std::string authority_of(const Connection& connection) {
    if (connection.authority) {
        std::string_view authority = *connection.authority;
        while (authority.ends_with('/')) authority.remove_suffix(1);
        return std::string(authority);
    }
    switch (connection.cloud) {
        case Cloud::public_cloud: return "https://login.microsoftonline.com";
        case Cloud::usgov: return "https://login.microsoftonline.us";
        case Cloud::china: return "https://login.partner.microsoftonline.cn";
    }
    return {};
}

struct Authorizer::Impl {
    using KeySetName = std::tuple<std::string, std::string, int>;  // authority, tenant, version
    struct TenantKeys {
        std::string issuer;
        KeySet keys;
    };
    struct Choice {
        const Connection* connection = nullptr;  // null: no connection has this tenant
        bool by_audience = false;                // false: chosen by tenant only, to find the keys
        std::vector<std::string> audiences;      // all that the tenant's connections have
    };

    Choice choose(const Claims& claims) const;
    Verdict verify_and_check(std::string_view token, const Sha256& digest, Time now);

    std::vector<Connection> connections;
    std::map<KeySetName, TenantKeys> key_sets;
    TokenCache cache{max_remembered_tokens};
};

Authorizer::Authorizer(std::vector<Connection> connections, const std::vector<KeySetSource>& key_sets)
    : impl_(std::make_unique<Impl>()) {
    impl_->connections = std::move(connections);
    for (const auto& source : key_sets) {
        auto keys = KeySet::read(source.jwks);
        if (!keys || source.issuer.empty()) continue;
        impl_->key_sets.insert_or_assign({source.authority, lower(source.tenant), source.version},
                                         Impl::TenantKeys{source.issuer, std::move(*keys)});
    }
}

Authorizer::~Authorizer() = default;

const std::vector<Connection>& Authorizer::connections() const { return impl_->connections; }

Verdict Authorizer::authorize(std::string_view headers, Time now) const {
    const auto header = bearer_token(headers);
    if (const auto* failure = std::get_if<Failure>(&header)) return denied(*failure);
    const std::string_view token = std::get<std::string_view>(header);

    const Sha256 digest = sha256(token.substr(0, max_token_bytes + 1));  // a longer one is never in the cache
    auto known = impl_->cache.find(digest);
    if (!known) return impl_->verify_and_check(token, digest, now);
    if (const auto failure = check_time(known->exp, known->nbf, now)) {
        Denied refusal = denied(*failure);
        refusal.connection = known->caller.connection->name;
        refusal.tenant = known->caller.tenant;
        refusal.caller = known->caller.app_id;
        return refusal;
    }
    return std::move(known->caller);
}

// The token is not verified yet: this decides which keys may verify it, and nothing else.
Authorizer::Impl::Choice Authorizer::Impl::choose(const Claims& claims) const {
    Choice choice;
    for (const auto& connection : connections) {
        if (!same_ignoring_case(connection.tenant_id, claims.tid)) continue;
        choice.audiences.insert(choice.audiences.end(), connection.audiences.begin(), connection.audiences.end());
        const bool by_audience = listens_to(connection, claims.aud);
        const bool better = !choice.connection || (by_audience && !choice.by_audience) ||
                            (by_audience == choice.by_audience && goes_before(connection, *choice.connection));
        if (better) {
            choice.connection = &connection;
            choice.by_audience = by_audience;
        }
    }
    return choice;
}

Verdict Authorizer::Impl::verify_and_check(std::string_view token, const Sha256& digest, Time now) {
    const auto read = read_jws(token);
    if (const auto* failure = std::get_if<Failure>(&read)) return denied(*failure);
    const Jws& jws = std::get<Jws>(read);
    const auto claimed = read_claims(jws.payload);
    if (const auto* failure = std::get_if<Failure>(&claimed)) return denied(*failure);
    const Claims& claims = std::get<Claims>(claimed);

    // Version and tenant select the key set, so they are checked first; an unknown tenant is rejected here and causes
    // no fetch of keys.
    if (const auto failure = check_version(claims)) return denied(*failure);
    const Choice choice = choose(claims);
    if (!choice.connection) {
        Failure failure{Check::tenant, "tid is " + quoted(claims.tid) + ", no connection has that tenant"};
        const Connection* meant = with_audience(connections, claims.aud);
        return denied(meant ? with_hint(std::move(failure), claims, *meant) : std::move(failure));
    }
    const Connection& connection = *choice.connection;
    const std::string authority = authority_of(connection), tenant = lower(connection.tenant_id);

    const auto refuse_for_want_of_key = [&](const Failure& failure) {
        Denied refusal = denied(failure);
        refusal.connection = connection.name;
        refusal.token_version = claims.version();
        refusal.authority = authority;
        return refusal;
    };
    const auto found = key_sets.find({authority, tenant, claims.version()});
    if (found == key_sets.end()) {
        return refuse_for_want_of_key({Check::key_set, "no keys for tokens of version " + claims.ver + " of tenant " +
                                                           quoted(tenant) + " were fetched from " + authority +
                                                           " yet"});
    }
    const auto verified = verify(jws, found->second.keys);
    if (const auto* failure = std::get_if<Failure>(&verified)) {
        if (failure->check == Check::key) return refuse_for_want_of_key(*failure);
        Denied refusal = denied(*failure);
        if (choice.by_audience) refusal.connection = connection.name;
        return refusal;
    }

    // From here on the token is known to be issued by the authority.
    const auto refuse = [&](Failure failure) {
        Denied refusal = denied(with_hint(std::move(failure), claims, connection));
        if (choice.by_audience) refusal.connection = connection.name;
        refusal.tenant = one_line(cut(lower(claims.tid), max_quoted_bytes));
        refusal.caller = one_line(cut(lower(claims.caller), max_quoted_bytes));
        return refusal;
    };
    const auto& key = *std::get<const KeySet::Key*>(verified);
    if (auto failure = check_issuer(claims, found->second.issuer, key.issuer)) return refuse(std::move(*failure));
    if (auto failure = check_tenant(claims, tenant)) return refuse(std::move(*failure));
    if (!choice.by_audience) {
        return refuse({Check::audience, "aud is " + quoted(claims.aud) + ", the connections of the tenant have " +
                                            quoted(choice.audiences)});
    }
    if (auto failure = check_time(claims, now)) return refuse(std::move(*failure));
    if (auto failure = check_caller(claims, connection)) return refuse(std::move(*failure));
    if (auto failure = check_app_only(claims)) return refuse(std::move(*failure));
    if (auto failure = check_role(claims, connection)) return refuse(std::move(*failure));
    if (!connection.enabled) return refuse({Check::disabled, "the connection is switched off"});

    const Caller caller{
        &connection, lower(claims.caller), tenant, claims.ver, jws.kid, checks_passed(claims, jws, connection)};
    cache.keep(digest, {caller, *claims.exp, *claims.nbf});
    return caller;
}

std::optional<std::string> not_allowed(const Connection& connection, const std::vector<std::string>& subscriptions) {
    const auto& allowed = connection.allowed_subscriptions;
    if (allowed.empty()) return std::nullopt;
    if (subscriptions.empty()) {
        if (connection.without_subscription == WithoutSubscription::accept) return std::nullopt;
        return "the body names no subscription, and connection " + quoted(connection.name) +
               " has allowed_subscriptions: to accept tenant-level Service Health or budgets, set its "
               "without_subscription to accept";
    }
    std::vector<std::string> strangers;
    for (const auto& subscription : subscriptions) {
        if (std::none_of(allowed.begin(), allowed.end(),
                         [&](const std::string& id) { return same_ignoring_case(id, subscription); })) {
            strangers.push_back(subscription);
        }
    }
    if (strangers.empty()) return std::nullopt;
    return "allowed_subscriptions of connection " + quoted(connection.name) + " does not contain " + quoted(strangers) +
           ": add the subscriptions that its alerts may name";
}

}  // namespace secure_export::inbound
