#pragma once
// The network front of one listener: accepts connections and enforces their limits and deadlines.  Several fronts may
// share one event loop.  All functions, except the constructor before the loop runs, must be called on the loop's
// thread.

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
    // Called once after stop(), when the last connection has ended or was abandoned.
    using Ended = std::function<void()>;

    // `surroundings`: the site to serve, the memory budget and the trusted proxies.  `connection_limit`: up to
    // max_connections (base/limits.h), fewer if the system allows fewer open files.  The references must outlive the
    // front; the budget must also outlive the loop, since operations that end with the loop still own requests.
    Front(boost::asio::io_context& loop, const RequestReader::Place& surroundings, Ended ended,
          std::size_t connection_limit, const Log& log);

    // Connections accepted from now on use TLS with this context; existing ones keep theirs.
    void use_tls(std::shared_ptr<boost::asio::ssl::context> context) { tls_ = std::move(context); }

    // Binds and listens.  Returns the bound address, with the chosen port if `address` has port 0.  Throws Failure,
    // with the system's reason, when the address cannot be used.
    boost::asio::ip::tcp::endpoint listen(const boost::asio::ip::tcp::endpoint& address);

    // Begins to accept on all bound addresses.  Does not throw: errors while accepting are logged.
    void start();

    // Stops accepting, closes idle connections, answers the requests that have begun, and then calls Ended: at the
    // latest after stop_deadline (base/limits.h), or at once when called again.
    void stop();

private:
    struct Listener {
        boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor> acceptor;
        boost::asio::ip::tcp::endpoint peer = {};  // of the connection that was accepted last
    };
    using Timer = boost::asio::steady_timer;

    void accept(Listener& listener);
    void admit(Socket socket, const boost::asio::ip::tcp::endpoint& remote);
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
    std::vector<std::unique_ptr<Listener>> listeners_;
    Crowd crowd_;
    Timer sweep_timer_, stop_timer_;
    std::array<unsigned, 600> refusals_{};               // by status, since they were last logged
    unsigned turned_away_ = 0, gave_way_ = 0;            // likewise: connections refused, and closed to make room
    std::size_t max_lately_ = 0, max_bytes_lately_ = 0;  // since memory was last returned to the system
    std::chrono::steady_clock::time_point refusals_told_;
    bool stopping_ = false;
};

}  // namespace secure_export::host
