#pragma once
#include <string>
#include <vector>

#include "core/settings.h"
#include "inbound/jws.h"

namespace secure_export::inbound {

struct Claims;

// Prepends a hint to the failure's detail: the connection that the sender may have meant, the identity it claims and
// what to change: `did you mean connection "contoso"? The sender claims audience "api://x" and application "...": ...`.
// The screens turn the beginning into a link.  Applies to Check::tenant (if a connection has the audience), audience,
// caller and role; other failures are returned unchanged.
Failure with_hint(Failure failure, const Claims& claims, const Connection& meant);

// The connection, in any tenant, that has one of these audiences; the first by goes_before() if several have, null if
// none has.
const Connection* with_audience(const std::vector<Connection>& connections, const std::vector<std::string>& audiences);

// Whether the connection has one of these audiences.
bool listens_to(const Connection& connection, const std::vector<std::string>& audiences);

// Orders enabled before disabled connections, then by name: the choice is the same in every process, whatever the order
// of the settings.
bool goes_before(const Connection& a, const Connection& b);

}  // namespace secure_export::inbound
