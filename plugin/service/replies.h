#pragma once
#include "core/exchange.h"
#include "core/result.h"

namespace secure_export::service {

// {"error": message}, with Retry-After if the status is 503.  Error::detail is left out: it is for the log.
Reply error_reply(const Error& error);
Reply json_reply(int status, std::string body);

// 401 without the check that failed: the reply must not help an attacker (plugin/inbound/CONTRACT.md 1.3).
Reply unauthenticated();
Reply try_again(std::string_view why);

}  // namespace secure_export::service
