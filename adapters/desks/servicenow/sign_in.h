#pragma once
// Authorization of a ServiceNow desk, as the option "auth" says.

#include <memory>

#include "adapters/desks/desks.h"
#include "adapters/desks/rest/authorization.h"

namespace secure_export::desks::servicenow {

// OAuth grants at /oauth_token.do, Basic authentication or an API key.  `environment` and what it points to must
// outlive the result.
std::unique_ptr<rest::Authorization> make_sign_in(const DeskSettings& settings, const Environment& environment);

}  // namespace secure_export::desks::servicenow
