#pragma once
// Remedy Single Sign-On's token endpoint: an access token for a refresh token (RFC 6749 section 6).

#include "adapters/desks/desks.h"
#include "adapters/desks/rest/authorization.h"

namespace secure_export::desks::helix {

// The desk's secrets are client_secret and refresh_token.  A refresh token that is handed out in place of the old one
// is stored before its access token is used; other processes sign in with it.
rest::TokenAuthorization::SignIn rsso_sign_in(const DeskSettings& settings, const Environment& environment);

}  // namespace secure_export::desks::helix
