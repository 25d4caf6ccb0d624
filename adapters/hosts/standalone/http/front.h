#pragma once
// The network front: one event loop that accepts, reads, writes and keeps the time of all connections.

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "adapters/hosts/standalone/base/log.h"
#include "adapters/hosts/standalone/http/client_connection.h"
#include "adapters/hosts/standalone/http/site.h"

namespace secure_export::host {

class Front : public ConnectionOwner {
public:
    // After stop(): the last connection has ended, or is given up.  Called once.
    using Ended = std::function<void()>;

    // `connection_limit`: at most limits.h's, less when the system allows fewer files.  All must outlive the front;
    // the budget the loop too, since operations that end with it still hold requests.
    Front(boost::asio::io_context& loop, const RequestReader::Place& surroundings, Ended ended,
          std::size_t connection_limit, const Log& log);

    // Connections accepted from now on speak TLS with this context.
    void use_tls(std::shared_ptr<boost::asio::ssl::context> context) { tls_ = std::move(context); }

    // Binds and listens; the address with the port that was chosen if it was 0.  Throws a Failure.
    boost::asio::ip::tcp::endpoint listen(const boost::asio::ip::tcp::endpoint& address);

    // Begins to accept.
    void start();

    // Accepts no more, closes idle connections, answers the requests that have begun, then calls Ended; at the
    // latest after `stop_deadline`, or at once when called again.
    void stop();

private:
    using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;
    using Timer = boost::asio::steady_timer;

    void accept(Acceptor& acceptor);
    void admit(Socket socket);
    bool make_room();
    void turn_away(Socket socket);
    void sweep();
    void tell_refusals();
    void give_memory_back();
    void end();

    void stands(ClientConnection& connection, Crowd::Standing standing) override;
    void sent_by(ClientConnection& connection, std::string_view sender) override;
    bool make_room(ClientConnection& connection, std::size_t bytes) override;
    void closed(ClientConnection& connection) override;
    void refused(int status) override;
    bool stopping() const override { return stopping_; }

    boost::asio::io_context& loop_;
    const RequestReader::Place surroundings_;
    Ended ended_;
    const std::size_t connection_limit_;
    const Log& log_;
    std::shared_ptr<boost::asio::ssl::context> tls_;
    std::vector<std::unique_ptr<Acceptor>> acceptors_;
    Crowd crowd_;
    Timer sweep_timer_, stop_timer_;
    std::array<unsigned, 600> refusals_{};  // by status, since the log was last told
    unsigned turned_away_ = 0, gave_way_ = 0;
    std::size_t max_lately_ = 0, max_bytes_lately_ = 0;  // since memory was last given back
    std::chrono::steady_clock::time_point refusals_told_;
    bool stopping_ = false;
};

}  // namespace secure_export::host
