#pragma once
// Credentials for iTop: there is no session, each call contains user and password.

#include <json/value.h>

#include "adapters/desks/desks.h"
#include "adapters/desks/rest/encode.h"

namespace secure_export::desks::itop {

// The form fields for the sign-in.  A form is used because with php-fpm a web server's REMOTE_USER overrides Basic
// authentication, and iTop cuts a Basic password at a colon.  Fault::unauthenticated, with what to set, when user or
// password is missing.
Result<rest::Pairs> sign_in(const DeskSettings& settings, const Environment& environment);

// The operation that tests whether the account may use the web services.  Errors as of sign_in().
Result<Json::Value> question_of_credentials(const DeskSettings& settings, const Environment& environment);

// What to check when iTop rejects the credentials.
inline constexpr const char* look_at_credentials =
    "the setting \"user\", the secret \"password\", and the account's profiles: it needs \"REST Services User\" and "
    "one that may work on tickets, such as \"Support Agent\"";

}  // namespace secure_export::desks::itop
