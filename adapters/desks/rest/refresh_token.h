#pragma once
// A desk's OAuth refresh token (RFC 6749 section 6).  Each exchange may hand out the next one, and the one that was
// exchanged is then worth nothing: the next is kept whatever happens, but never in place of one that an operator or
// another process stored meanwhile.

#include <json/value.h>

#include <functional>
#include <string>

#include "adapters/desks/desks.h"
#include "core/settings.h"

namespace secure_export::desks::rest {

// Used by one thread at a time (TokenAuthorization sees to that).
class RefreshToken {
public:
    // `environment` and what it points to outlive it.
    RefreshToken(const DeskSettings& settings, const Environment& environment)
        : desk_(settings.name), environment_(environment) {}

    // One exchange: the answer of a token endpoint that took it.  Fault::unauthenticated: the token was not taken.
    using Ask = std::function<Result<Json::Value>(const std::string& refresh_token)>;

    // Exchanges the stored token, once more when it was not taken and another is stored by then, and stores what the
    // answer hands out in its place.  Errors: those of `ask`; Fault::unauthenticated when none is stored;
    // Fault::unavailable when the next one cannot be stored, which is then tried before anything else is asked.
    Result<Json::Value> exchange(const Ask& ask);

private:
    Outcome store_next();

    const std::string desk_;
    const Environment environment_;
    std::string exchanged_;  // the token that was exchanged last
    std::string next_;       // handed out in place of it, and not stored yet
};

}  // namespace secure_export::desks::rest
