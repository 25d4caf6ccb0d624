#pragma once
// Reads HTTP/1.1 requests (RFC 9112) from a connection's bytes, one after another.  Boost.Beast parses; stricter rules
// and the limits are ours.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "adapters/hosts/standalone/base/senders.h"
#include "adapters/hosts/standalone/http/body_budget.h"
#include "adapters/hosts/standalone/http/messages.h"
#include "adapters/hosts/standalone/http/site.h"

namespace secure_export::host {

class RequestParser;

class RequestReader {
public:
    // Called when the budget does not have `bytes` left; true if room was made.
    using MakeRoom = std::function<bool(std::size_t bytes)>;

    // The reader's dependencies; they must outlive it.
    struct Place {
        Site& site;
        BodyBudget& budget;
        const TrustedProxies& proxies;
    };

    // `peer`: the connection's address.
    RequestReader(const Place& place, std::string peer, MakeRoom make_room);
    ~RequestReader();

    // space(): the buffer for the next bytes, never empty.  received(): how many bytes were written to it.
    std::span<char> space();
    void received(std::size_t bytes);

    enum class State {
        nothing,   // no byte of the next request has arrived
        partial,   // some bytes have
        head,      // the header has: check head(), then go_on(), or answer and close the connection
        complete,  // take() the request
        refused,   // answer with refusal() and close the connection: the next request cannot be found
    };
    State state() const;

    // The request without its body, from State::head on; `peer` is the sender's address.
    const IncomingRequest& head() const;
    // Whether a body follows the header.
    bool announces_body() const;
    // At State::head: whether the body is short and sent without waiting for "100 Continue", so that it may be here.
    bool body_is_short() const;
    // At State::head: whether all of the body has arrived.  Not known for chunks, so false.
    bool body_is_here() const;
    // Continues with the body.
    void go_on();

    // True once for each request with an accepted header whose sender waits for "100 Continue" (RFC 9110 section
    // 10.1.1).
    bool owes_continue();

    // The reply for State::refused: 400, 413, 417, 431, 501, 503, or the site's own, with its header lines.
    OutgoingReply refusal() const;

    // Moves the complete request out.  keep_alive() and head_only() (a HEAD request) stay valid until next().
    IncomingRequest take();
    bool keep_alive() const;
    bool head_only() const;

    // The request's part of the budget in bytes.
    std::size_t held_bytes() const;
    // Releases the body and its share, when the connection is closed.
    void abandon();

    // Begins with the next request, whose first bytes may have arrived already.
    void next();

private:
    void parse();
    bool hold(std::size_t body_bytes);

    const Place place_;
    const std::string peer_;
    const MakeRoom make_room_;
    std::unique_ptr<RequestParser> parser_;
    std::string input_;  // received and not yet parsed: from begin_ to end_
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t head_bytes_ = 0;  // bytes of the header parsed so far
    bool began_ = false;
    bool went_on_ = false;
    bool continue_asked_ = false;
};

}  // namespace secure_export::host
