#include "inbound/hint.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "inbound/claims.h"
#include "inbound/quoting.h"

namespace secure_export::inbound {

namespace {

// Keep it short: a stored refusal holds max_refusal_detail_bytes (db/store/limits.h).
std::string what_to_change(Check check, const Claims& claims, const Connection& meant) {
    switch (check) {
        case Check::tenant:
            return "it has the audience, but tenant " + quoted(meant.tenant_id) + ", not " + quoted(claims.tid) +
                   ": correct its tenant id, or add a connection";
        case Check::audience:
            return "it has the tenant, but not the audience: add the audience, or correct the App ID URI in the action "
                   "group";
        case Check::caller:
            return "it has tenant and audience, but does not allow this application: add it to caller_app_ids if it is "
                   "allowed to post";
        case Check::role:
            return "it has tenant and audience, but the application lacks the role: run the commands for the role that "
                   "the connection shows";
        default: return {};
    }
}

std::string claimed_audience(const Claims& claims) {
    if (claims.aud.empty()) return "no audience";
    return "audience " + quoted(claims.aud.front()) +
           (claims.aud.size() > 1 ? " and " + std::to_string(claims.aud.size() - 1) + " more" : "");
}

}  // namespace

Failure with_hint(Failure failure, const Claims& claims, const Connection& meant) {
    const std::string change = what_to_change(failure.check, claims, meant);
    if (change.empty()) return failure;
    failure.detail = "did you mean connection " + quoted(meant.name) + "? The sender claims " +
                     claimed_audience(claims) + " and application " + quoted(claims.caller) + ": " + change + "; " +
                     failure.detail;
    return failure;
}

bool listens_to(const Connection& connection, const std::vector<std::string>& audiences) {
    return std::any_of(audiences.begin(), audiences.end(), [&](const std::string& claimed) {
        return std::any_of(connection.audiences.begin(), connection.audiences.end(),
                           [&](const std::string& configured) { return same_audience(configured, claimed); });
    });
}

bool goes_before(const Connection& a, const Connection& b) {
    return std::make_tuple(!a.enabled, std::string_view(a.name)) <
           std::make_tuple(!b.enabled, std::string_view(b.name));
}

const Connection* with_audience(const std::vector<Connection>& connections, const std::vector<std::string>& audiences) {
    const Connection* found = nullptr;
    for (const Connection& connection : connections)
        if (listens_to(connection, audiences) && (!found || goes_before(connection, *found))) found = &connection;
    return found;
}

}  // namespace secure_export::inbound
