#pragma once
// How an iTop desk signs in: there is no session, each call carries the user and the password.

#include <json/value.h>

#include "adapters/desks/desks.h"
#include "adapters/desks/rest/encode.h"

namespace secure_export::desks::itop {

// The fields of the form beside the operation itself.  In the form, since behind php-fpm a web server's REMOTE_USER
// takes the place of Basic authentication, and iTop cuts a Basic password at a colon.  Fault::unauthenticated, with
// what to set, where user or password is missing.
Result<rest::Pairs> sign_in(const DeskSettings& settings, const Environment& environment);

// The operation that tells whether the account may use the web services at all.  Errors as above.
Result<Json::Value> question_of_credentials(const DeskSettings& settings, const Environment& environment);

// What to look at when they are not taken.
inline constexpr const char* look_at_credentials =
    "the setting \"user\", the secret \"password\", and the account's profiles: it needs \"REST Services User\" and "
    "one that may work on tickets, such as \"Support Agent\"";

}  // namespace secure_export::desks::itop
