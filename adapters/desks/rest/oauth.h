#pragma once
// OAuth 2.0's token endpoint (RFC 6749): a bearer token for client credentials, a user's password or a refresh token.

#include <json/value.h>

#include <functional>
#include <string>

#include "adapters/desks/desks.h"
#include "adapters/desks/rest/authorization.h"

namespace secure_export::desks::rest {

// What differs between desks.
struct OAuth {
    std::string token_url;
    std::string grant;        // client_credentials, password (with the setting "user") or refresh_token
    Seconds unknown_life{0};  // of a token whose answer does not tell how long it lives
    // What the endpoint said in a failure, in its own words; empty: nothing that can be read.
    std::function<std::string(const Json::Value& answer)> words;
    // Which settings, secrets or registrations to look at when it answered so; empty: those that the grant uses.
    std::function<std::string(const Json::Value& answer)> look_at = {};
};

// Uses the settings "client_id" and "user", and the secrets client_secret and password or refresh_token, as the grant
// needs them.  A refresh token that is handed out is stored in place of the exchanged one before its access token is
// used; one that an operator stored meanwhile stays.  Errors: Fault::unauthenticated for a setting or secret that is
// missing and for any answer 4xx; Fault::unavailable for all else that brings no token.  `environment` and what it
// points to outlive it.
TokenAuthorization::SignIn oauth_sign_in(const DeskSettings& settings, const Environment& environment, OAuth oauth);

}  // namespace secure_export::desks::rest
