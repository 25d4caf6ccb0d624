#pragma once
// One client connection: reads and answers its requests one after another, each within its time limit.  Everything here
// runs on the event loop's thread.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/hosts/standalone/http/channel.h"
#include "adapters/hosts/standalone/http/crowd.h"
#include "adapters/hosts/standalone/http/messages.h"
#include "adapters/hosts/standalone/http/request_reader.h"

namespace secure_export::host {

// The interface of Front that a connection uses.
class ConnectionOwner {
public:
    virtual ~ConnectionOwner() = default;
    // Reports the connection's state, which decides whether it may be closed to make room.
    virtual void stands(ClientConnection& connection, Crowd::Standing standing) = 0;
    // Reports the sender of the request that has begun.
    virtual void sent_by(ClientConnection& connection, std::string_view sender) = 0;
    // Frees `bytes` of the budget by closing other connections; false when that is impossible, or `connection` itself
    // uses most.
    virtual bool make_room(ClientConnection& connection, std::size_t bytes) = 0;
    virtual void closed(ClientConnection& connection) = 0;  // drop the reference to it
    virtual void refused(int status) = 0;                   // count it for the log
    virtual bool stopping() const = 0;
};

class ClientConnection : public ReplyHandler, public std::enable_shared_from_this<ClientConnection> {
public:
    using Clock = std::chrono::steady_clock;

    // `owner` and the references in `surroundings` must outlive it.
    ClientConnection(ConnectionOwner& owner, const RequestReader::Place& surroundings, std::unique_ptr<Channel> channel,
                     std::string peer);

    void start();
    void expire(Clock::time_point now);  // called about twice a second: ends what exceeds its deadline
    void close_if_idle();                // when the process stops; a busy connection closes after its reply
    void give_way();                     // closes it; a sender that is still sending gets a 503
    void close();                        // closes it at once
    void replied(OutgoingReply reply) override;
    std::size_t held_bytes() const { return reader_.held_bytes(); }

    Crowd::Place place;  // maintained by the owner

private:
    enum class Phase { handshake, idle, receiving, entering, answering, writing, lingering, closed };

    void advance();
    void read();
    void on_read(const boost::system::error_code& error, std::size_t bytes);
    void begin_request();
    void send_continue();
    void ask_entry();
    bool body_has_arrived();
    void entry_decided(const OutgoingReply& reply);
    void submit();
    void refuse(const OutgoingReply& reply);
    void respond(const OutgoingReply& reply, bool keep_alive);
    void on_written(bool keep_alive);
    void enter(Phase phase, Clock::duration time);

    ConnectionOwner& owner_;
    Site& site_;
    std::unique_ptr<Channel> channel_;
    RequestReader reader_;
    std::string output_;
    SenderMark sender_ = 0;  // of the request that has begun
    Phase phase_ = Phase::handshake;
    Clock::time_point deadline_;
    Clock::duration spent_on_handshake_{};  // counts towards the first request's deadline
    bool timed_out_ = false;
};

}  // namespace secure_export::host
