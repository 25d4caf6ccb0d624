#pragma once
// A reply as the bytes of an HTTP/1.1 response.

#include <string>
#include <string_view>

#include "adapters/hosts/standalone/http/messages.h"

namespace secure_export::host {

struct ReplyManner {
    bool keep_alive = false;  // otherwise "Connection: close"
    bool head_only = false;   // the request was HEAD: the fields of the whole reply, without its body
    std::string_view fields =
        {};  // the listener's own, "Name: value\r\n" each; the plugin's of those names are left out
};

// The plugin's header lines, without those that are the host's to say (framing, Connection, Date, Server) and without
// any that is no valid field, then the host's own.  A reply of status 0, and the statuses 500 and 502, become 503 with
// Retry-After: the alert's sender never tries again after a 500 or 502, and what failed here may work in 5 s.
std::string response_bytes(const OutgoingReply& reply, const ReplyManner& manner);

// What this host answers by itself, as text/plain.
OutgoingReply busy(std::string_view why);  // 503 with Retry-After
OutgoingReply plain_reply(int status, std::string_view text);

}  // namespace secure_export::host
