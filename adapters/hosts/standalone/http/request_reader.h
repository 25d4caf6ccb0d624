#pragma once
// HTTP/1.1 requests out of a connection's bytes (RFC 9112), one after another.  The grammar is Boost.Beast's; which of
// what it lets through is still refused here, and the limits, are ours.

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
    // Asked when the budget has not `bytes` left: whether somebody made room.
    using MakeRoom = std::function<bool(std::size_t bytes)>;

    // What the reader works with.  All must outlive it.
    struct Place {
        Site& site;
        BodyBudget& budget;
        const TrustedProxies& proxies;
    };

    // `peer`: whom the connection comes from.
    RequestReader(const Place& place, std::string peer, MakeRoom make_room);
    ~RequestReader();

    // Where the next bytes from the connection go, never empty; then how many came.
    std::span<char> space();
    void received(std::size_t bytes);

    enum class State {
        nothing,   // no byte of the next request is here
        partial,   // some bytes are
        head,      // its header is: look at head(), then go_on() or answer and end the connection
        complete,  // take() it
        refused,   // answer with refusal() and end the connection: what follows cannot be told apart
    };
    State state() const;

    // The request without its body, from State::head on; with the sender's address as its peer.
    const IncomingRequest& head() const;
    // A body follows the header.
    bool announces_body() const;
    // The body may come: from here on its bytes are taken in.
    void go_on();

    // True once for each request whose sender waits for "100 Continue" (RFC 9110 section 10.1.1) and whose header is
    // acceptable.
    bool owes_continue();

    // The status to refuse with (400, 413, 417, 431, 501, 503, or the site's), and header lines that belong to it.
    OutgoingReply refusal() const;

    // The complete request.  Whether the connection may go on after it, and whether only the head of the reply is
    // wanted (HEAD), stay readable until next().
    IncomingRequest take();
    bool keep_alive() const;
    bool head_only() const;

    // What the request holds of the budget.
    std::size_t held_bytes() const;
    // Lets go of the body and its share: the connection is closed.
    void abandon();

    // Begins with the next request, of which bytes may be here already.
    void next();

private:
    void parse();
    bool hold(std::size_t body_bytes);

    const Place place_;
    const std::string peer_;
    const MakeRoom make_room_;
    std::unique_ptr<RequestParser> parser_;
    std::string input_;  // received, not yet taken in by the parser, from begin_ to end_
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t head_bytes_ = 0;  // taken in by the parser while in the header
    bool began_ = false;
    bool went_on_ = false;
    bool continue_asked_ = false;
};

}  // namespace secure_export::host
