#pragma once
// Serializes replies as HTTP/1.1 responses.

#include <string>
#include <string_view>

#include "adapters/hosts/standalone/http/messages.h"

namespace secure_export::host {

struct ReplyManner {
    bool keep_alive = false;  // otherwise "Connection: close"
    bool head_only = false;   // for HEAD requests: the header of the full reply without its body
    // The listener's own fields, "Name: value\r\n" each; they replace the plugin's fields of the same name.
    std::string_view fields = {};
};

// The header consists of the plugin's valid lines, except the fields that the host sets (framing, Connection, Date,
// Server), and the host's own.  A status of 0, 500 or 502 becomes 503 with Retry-After: Azure never retries after 500
// or 502, and a retry may succeed.
std::string response_bytes(const OutgoingReply& reply, const ReplyManner& manner);

// Replies of the host itself, as text/plain.
OutgoingReply busy(std::string_view why);  // 503 with Retry-After
OutgoingReply plain_reply(int status, std::string_view text);

}  // namespace secure_export::host
