#pragma once
// OAuth 2.0's token endpoint (RFC 6749): a bearer token for client credentials, a user's password or a refresh token.

#include <json/value.h>

#include <functional>
#include <string>

#include "adapters/desks/desks.h"
#include "adapters/desks/rest/authorization.h"

namespace secure_export::desks::rest {

// The differences between desks.
struct OAuth {
    std::string token_url;
    std::string grant;        // client_credentials, password (with the setting "user") or refresh_token
    Seconds unknown_life{0};  // lifetime of a token if the response does not state one
    // Extracts the endpoint's own message from an error response; empty: there is none.
    std::function<std::string(const Json::Value& answer)> words;
    // The settings, secrets or registrations to check after an error response; empty: those that the grant uses.
    std::function<std::string(const Json::Value& answer)> look_at = {};
};

// Uses the settings "client_id" and "user", and the secrets client_secret and password or refresh_token, as the grant
// needs them.  A new refresh token replaces the stored one before the access token is used, unless an operator has
// stored another meanwhile.  Errors: Fault::unauthenticated for a missing setting or secret and for any 4xx;
// Fault::unavailable for all other responses without a token.  `environment` and what it points to must outlive the
// result.
TokenAuthorization::SignIn oauth_sign_in(const DeskSettings& settings, const Environment& environment, OAuth oauth);

}  // namespace secure_export::desks::rest
