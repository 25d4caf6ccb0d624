#pragma once
// Authorization without a sign-in call: the header field stays the same until its secret changes.

#include <memory>

#include "adapters/desks/desks.h"
#include "adapters/desks/rest/authorization.h"

namespace secure_export::desks::rest {

// Basic authentication (RFC 7617) with the setting "user" and the secret "password".  Fault::unauthenticated, with what
// to set, when one is missing, or the user contains a colon.  `environment` and what it points to must outlive the
// result.
std::unique_ptr<Authorization> basic(const DeskSettings& settings, const Environment& environment);

// The secret `field` as the value of the header field `name`.
std::unique_ptr<Authorization> secret_header(const DeskSettings& settings, const Environment& environment,
                                             std::string name, std::string field);

}  // namespace secure_export::desks::rest
