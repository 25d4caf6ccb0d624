#pragma once
// One connection: its requests one after another, each within its time, each answered before the next is looked at.
// Everything here runs on the event loop's thread.

#include <chrono>
#include <list>
#include <memory>
#include <string>

#include "channel.h"
#include "exchange.h"
#include "request_reader.h"

namespace secure_export::host {

class Connection;
using Connections = std::list<std::shared_ptr<Connection>>;

// What a connection needs of the front it belongs to.
class ConnectionOwner {
public:
    virtual ~ConnectionOwner() = default;
    // Waiting for the first byte of a request, so it may be closed when room is needed; and no longer.
    virtual void became_idle(Connection& connection) = 0;
    virtual void became_busy(Connection& connection) = 0;
    virtual void closed(Connection& connection) = 0;  // let go of it
    virtual void refused(int status) = 0;             // for the count in the log
    virtual bool stopping() const = 0;
};

class Connection : public Asker, public std::enable_shared_from_this<Connection> {
public:
    using Clock = std::chrono::steady_clock;

    // Owner, site and budget must outlive it.
    Connection(ConnectionOwner& owner, Site& site, BodyBudget& budget, std::unique_ptr<Channel> channel,
               std::string peer);

    void start();
    void expire(Clock::time_point now);  // called about twice a second: acts if its time is over
    void close_if_idle();                // the process stops: it closes after its reply if it is not
    void close();                        // at once
    void replied(Reply reply) override;

    Connections::iterator place;  // the owner's note of where it keeps this connection
    bool place_is_idle = false;

private:
    enum class Phase { handshake, idle, receiving, answering, writing, lingering, closed };

    void advance();
    void read();
    void on_read(const boost::system::error_code& error, std::size_t bytes);
    void begin_request();
    void send_continue();
    void submit();
    void refuse(Reply reply);
    void respond(const Reply& reply, bool keep_alive);
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
