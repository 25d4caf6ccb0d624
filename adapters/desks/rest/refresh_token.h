#pragma once
// A desk's OAuth refresh token (RFC 6749 section 6).  Each exchange may return a new refresh token, which invalidates
// the old one.  So the new one is always stored, except that it never overwrites one that an operator or another
// process stored meanwhile.

#include <json/value.h>

#include <functional>
#include <string>

#include "adapters/desks/desks.h"
#include "core/settings.h"

namespace secure_export::desks::rest {

// Use it on one thread at a time (TokenAuthorization ensures that).
class RefreshToken {
public:
    // `environment` and what it points to must outlive it.
    RefreshToken(const DeskSettings& settings, const Environment& environment)
        : desk_(settings.name), environment_(environment) {}

    // Exchanges a token; returns the token endpoint's response.  Fault::unauthenticated when it rejects the token.
    using Ask = std::function<Result<Json::Value>(const std::string& refresh_token)>;

    // Exchanges the stored token and stores the new one from the response.  If the token is rejected and another one is
    // stored by then, exchanges that.  Errors: those of `ask`; Fault::unauthenticated when none is stored;
    // Fault::unavailable when the new one cannot be stored: the next call stores it first.
    Result<Json::Value> exchange(const Ask& ask);

private:
    Outcome store_next();

    const std::string desk_;
    const Environment environment_;
    std::string exchanged_;  // the token that was exchanged last
    std::string next_;       // its replacement, not stored yet
};

}  // namespace secure_export::desks::rest
