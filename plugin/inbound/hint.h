#pragma once
#include <string>
#include <vector>

#include "core/settings.h"
#include "inbound/jws.h"

namespace secure_export::inbound {

struct Claims;

// The failure with, in front of its detail, which connection the sender may have meant, what he claims to be and what
// to change: `did you mean connection "contoso"? The sender claims audience "api://x" and application "...": ...`.  The
// screens make a link of the beginning.  The failures of Check::tenant (of a connection that has the audience),
// audience, caller and role have one; all others stay as they are.
Failure with_hint(Failure failure, const Claims& claims, const Connection& meant);

// The connection that has one of these audiences, in whatever tenant: the first that goes before others; null for none.
const Connection* with_audience(const std::vector<Connection>& connections, const std::vector<std::string>& audiences);

// Does the connection have one of these audiences?
bool listens_to(const Connection& connection, const std::vector<std::string>& audiences);

// Enabled before disabled, then by name: the same one in every process, whatever the order of the settings.
bool goes_before(const Connection& a, const Connection& b);

}  // namespace secure_export::inbound
