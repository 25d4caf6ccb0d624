#pragma once
// One connection: its requests one after another, each within its time limit, each answered before the next is read.
// Everything here runs on the event loop's thread.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/hosts/standalone/http/channel.h"
#include "adapters/hosts/standalone/http/crowd.h"
#include "adapters/hosts/standalone/http/messages.h"
#include "adapters/hosts/standalone/http/request_reader.h"

namespace secure_export::host {

// What a connection needs of the front it belongs to.
class ConnectionOwner {
public:
    virtual ~ConnectionOwner() = default;
    // Whether it may be closed when room is needed.
    virtual void stands(ClientConnection& connection, Crowd::Standing standing) = 0;
    // Whom the request is from that has begun.
    virtual void sent_by(ClientConnection& connection, std::string_view sender) = 0;
    // False when nobody can make room for so many bytes, or `connection` itself is whom it has to come from.
    virtual bool make_room(ClientConnection& connection, std::size_t bytes) = 0;
    virtual void closed(ClientConnection& connection) = 0;  // let go of it
    virtual void refused(int status) = 0;                   // for the count in the log
    virtual bool stopping() const = 0;
};

class ClientConnection : public ReplyHandler, public std::enable_shared_from_this<ClientConnection> {
public:
    using Clock = std::chrono::steady_clock;

    // Owner and surroundings must outlive it.
    ClientConnection(ConnectionOwner& owner, const RequestReader::Place& surroundings, std::unique_ptr<Channel> channel,
                     std::string peer);

    void start();
    void expire(Clock::time_point now);  // called about twice a second: acts if its time is over
    void close_if_idle();                // the process stops: it closes after its reply if it is not
    void give_way();                     // closes it, telling a sender that is still sending to come again
    void close();                        // at once
    void replied(OutgoingReply reply) override;
    std::size_t held_bytes() const { return reader_.held_bytes(); }

    Crowd::Place place;  // the owner's note

private:
    enum class Phase { handshake, idle, receiving, entering, answering, writing, lingering, closed };

    void advance();
    void read();
    void on_read(const boost::system::error_code& error, std::size_t bytes);
    void begin_request();
    void send_continue();
    void ask_entry();
    void entry_decided(OutgoingReply reply);
    void submit();
    void refuse(OutgoingReply reply);
    void respond(const OutgoingReply& reply, bool keep_alive);
    void on_written(bool keep_alive);
    void enter(Phase phase, Clock::duration time);

    ConnectionOwner& owner_;
    Site& site_;
    std::unique_ptr<Channel> channel_;
    RequestReader reader_;
    std::string output_;
    Phase phase_ = Phase::handshake;
    Clock::time_point deadline_;
    Clock::duration spent_on_handshake_{};  // counts against the first request's time
    bool timed_out_ = false;
};

}  // namespace secure_export::host
