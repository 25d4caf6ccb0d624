#pragma once
// Signing in to the AR System: a JSON Web Token for user and password, or an access token of Remedy Single Sign-On.

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/desks/desks.h"
#include "adapters/desks/rest/authorization.h"

namespace secure_export::desks::helix {

// The token that was given out last, for signing out.  [concurrent]
class Session {
public:
    void began(rest::HeaderField header);
    std::optional<rest::HeaderField> end();  // nothing when none began, or it was ended

private:
    std::mutex mutex_;
    std::optional<rest::HeaderField> header_;
};

// By the option "auth".  `environment` and what it points to outlive it.  Sessions that can be ended begin in
// `session`.
std::unique_ptr<rest::Authorization> make_sign_in(const DeskSettings& settings, const Environment& environment,
                                                  std::shared_ptr<Session> session);

// Tells the desk, within a short limit, that the session is over; whether it hears does not matter.
void sign_out(const DeskSettings& settings, const Environment& environment, Session& session) noexcept;

// Whether it is three parts of base64url (RFC 7515 section 3.1): whatever else stands in an answer is no token.
bool looks_like_jwt(std::string_view text);

// How long the token's own claims (RFC 7519 section 4.1) let it live from now; an hour, the product's default, when
// they do not tell.
std::chrono::seconds life_of_jwt(std::string_view token, Time now);

}  // namespace secure_export::desks::helix
