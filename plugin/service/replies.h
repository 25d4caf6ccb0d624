#pragma once
#include "core/exchange.h"
#include "core/result.h"

namespace secure_export::service {

// {"error": message} with Retry-After where the status is 503.  `message` only: detail is for the log.
Reply error_reply(const Error& error);
Reply json_reply(int status, std::string body);

// 401 names no check: the reply must not help a stranger (plugin/inbound/CONTRACT.md 1.3).
Reply unauthenticated();
Reply try_again(std::string_view why);

}  // namespace secure_export::service
