#pragma once
// The interface of what a listener serves.  Everything here runs on the event loop's thread.

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

    // Decides by the header, before the body is read, whether to accept the request.  Sets `endpoint` and `user`.  A
    // refusal closes the connection.
    virtual Admission admit(IncomingRequest& request) = 0;

    enum class Entry {
        open,   // read the body
        asked,  // `reply_handler` gets the decision later: status 0 to read the body, otherwise the reply
        full,   // the queue is full
    };
    // Asks whether to read the body of an admitted request, if that is decided elsewhere.
    virtual Entry ask_entry(const IncomingRequest& head, std::shared_ptr<ReplyHandler> reply_handler) = 0;

    // Whether the last request of that sender was accepted: then one that has arrived completely is submitted without
    // ask_entry(), since only reading the body could be saved.
    virtual bool knows(SenderMark) const { return false; }
    // Reports the status that such a request was answered with.
    virtual void answered(SenderMark, int /*status*/) {}

    // Takes a complete request that was admitted; `reply_handler` gets the reply later, or before this returns.  False:
    // the queue is full and the request was not taken.
    virtual bool submit(IncomingRequest& request, std::shared_ptr<ReplyHandler> reply_handler) = 0;

    // "Name: value\r\n" lines for every reply, including those to invalid requests.
    virtual std::string_view fields() const = 0;

    virtual std::string_view name() const = 0;  // for the log
};

}  // namespace secure_export::host
