#include "service/replies.h"

#include "core/http_status.h"
#include "json/json.h"

namespace secure_export::service {

namespace {

// For other senders: Azure retries after 5, 20, 5, 40 and 5 seconds whatever the header says.
constexpr const char* retry_after_seconds = "5";

std::string error_body(std::string_view message) {
    Json::Value body(Json::objectValue);
    body["error"] = std::string(message);
    return json::write(body);
}

}  // namespace

Reply json_reply(int status, std::string body) {
    return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

Reply error_reply(const Error& error) {
    Reply reply = json_reply(http_status(error.fault), error_body(error.message));
    if (reply.status == 503) reply.headers.emplace_back("Retry-After", retry_after_seconds);
    if (reply.status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");  // RFC 6750 section 3
    return reply;
}

Reply unauthenticated() { return error_reply({Fault::unauthenticated, "not authorized", ""}); }

Reply try_again(std::string_view why) { return error_reply({Fault::unavailable, std::string(why), ""}); }

}  // namespace secure_export::service
