#pragma once
// Signs in to the AR System: a JSON Web Token for user and password, or an access token of Remedy Single Sign-On.

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/desks/desks.h"
#include "adapters/desks/rest/authorization.h"

namespace secure_export::desks::helix {

// Holds the token issued last, for signing out.  [concurrent]
class Session {
public:
    void began(rest::HeaderField header);
    std::optional<rest::HeaderField> end();  // nullopt when no session began, or it has ended

private:
    std::mutex mutex_;
    std::optional<rest::HeaderField> header_;
};

// Signs in as the option "auth" says.  `environment` and what it points to must outlive the result.  Sessions that can
// be signed out are recorded in `session`.
std::unique_ptr<rest::Authorization> make_sign_in(const DeskSettings& settings, const Environment& environment,
                                                  std::shared_ptr<Session> session);

// Signs out, within a short time limit; failures are ignored.
void sign_out(const DeskSettings& settings, const Environment& environment, Session& session) noexcept;

// Whether `text` consists of three parts of base64url (RFC 7515 section 3.1); anything else is not a token.
bool looks_like_jwt(std::string_view text);

// The token's remaining lifetime by its own claims (RFC 7519 section 4.1); an hour, the product's default, without
// them.
std::chrono::seconds life_of_jwt(std::string_view token, Time now);

}  // namespace secure_export::desks::helix
