#pragma once
// A complete request and its reply, as passed between the event loop and the plugin's queues.

#include <cstdint>
#include <memory>
#include <string>

#include "adapters/hosts/standalone/http/body_budget.h"
#include "adapters/hosts/standalone/http/known_senders.h"
#include "adapters/hosts/standalone/http/router.h"

namespace secure_export::host {

struct IncomingRequest {
    const Endpoint* endpoint = nullptr;  // null: the host itself answers
    std::string method;
    std::string host;     // from the Host field or an absolute target
    std::string path;     // as sent, without the query
    std::string query;    // after '?', still percent-encoded
    std::string headers;  // "Name: value\n" for each field; no CR, LF or NUL in a value
    std::string body;
    std::string peer;  // the sender's address
    std::string user;  // admin endpoints only
    SenderMark sender = 0;
    BodyBudget::Share share;

    std::size_t bytes() const { return path.size() + query.size() + headers.size() + body.size(); }
};

// A copy without the body and its share of the budget.
inline IncomingRequest head_of(const IncomingRequest& request) {
    IncomingRequest head;
    head.endpoint = request.endpoint;
    head.method = request.method;
    head.host = request.host;
    head.path = request.path;
    head.query = request.query;
    head.headers = request.headers;
    head.peer = request.peer;
    head.user = request.user;
    return head;
}

struct OutgoingReply {
    int status = 0;       // 0: the plugin did not answer
    std::string headers;  // as in IncomingRequest
    std::string body;
};

// Receives a reply: called once, on the event loop's thread.
class ReplyHandler {
public:
    virtual ~ReplyHandler() = default;
    virtual void replied(OutgoingReply reply) = 0;
};

}  // namespace secure_export::host
