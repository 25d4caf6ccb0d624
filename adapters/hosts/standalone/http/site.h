#pragma once
// What is served on a listener.  Everything here runs on the event loop's thread.

#include <memory>
#include <string_view>

#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/http/messages.h"

namespace secure_export::host {

struct Admission {
    OutgoingReply refusal;  // status 0: none
    std::size_t body_limit = max_body_bytes;
};

class Site {
public:
    virtual ~Site() = default;

    // Whether a request whose header is here goes on, before any of its body is taken in.  Sets `endpoint` and `user`.
    // A refusal ends the connection.
    virtual Admission admit(IncomingRequest& request) = 0;

    enum class Entry {
        open,   // the body may come
        asked,  // `reply_handler` is told later: status 0 for yes, otherwise the answer
        full,   // too much is waiting
    };
    // Whether the body of a request that was admitted may come, where somebody else decides that.
    virtual Entry ask_entry(const IncomingRequest& head, std::shared_ptr<ReplyHandler> reply_handler) = 0;

    // Takes a complete request that was admitted; `reply_handler` is told later, or before this returns.  False: too
    // much is waiting; the request is not taken.
    virtual bool submit(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler) = 0;

    // "Name: value\r\n" lines for every reply, also to what is no valid request.
    virtual std::string_view fields() const = 0;

    virtual std::string_view name() const = 0;  // for the log: what is served
};

}  // namespace secure_export::host
