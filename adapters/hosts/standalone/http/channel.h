#pragma once
// Asynchronous reads and writes of one connection, plain or TLS.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace secure_export::host {

// The concrete executor: asio's type-erased one allocates memory in some operations.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

// All calls and completions happen on the loop's thread; one operation at a time.  A completion never runs inside the
// call that started it.  Completions must keep alive what they need; the channel must outlive its operations.
class Channel {
public:
    using Done = std::function<void(const boost::system::error_code&, std::size_t bytes)>;

    virtual ~Channel() = default;
    virtual bool needs_handshake() const = 0;
    virtual void handshake(Done done) = 0;
    virtual void read(std::span<char> into, Done done) = 0;  // at least one byte
    // Reads what has arrived, without waiting.  Returns the number of bytes: 0 also on errors, which read() reports.
    virtual std::size_t read_at_once(std::span<char> into) = 0;
    virtual void write(std::string_view bytes, Done done) = 0;  // all bytes; borrowed until `done`
    // Sends as much of `bytes` as possible without waiting, on a connection that is about to be closed.
    virtual void write_at_once(std::string_view bytes) = 0;
    // Shuts down sending, then reads and discards until the peer ends, too: closing with unread bytes would reset the
    // connection, which may lose the reply in transit (RFC 9112 section 9.6).
    virtual void finish(Done done) = 0;

    // Completes the pending operation with operation_aborted; the connection stays usable.
    void cancel();
    void close();

protected:
    explicit Channel(Socket socket) : socket_(std::move(socket)) {}
    void drain(Done done);
    Socket& socket() { return socket_; }

private:
    Socket socket_;
    char dropped_[1024];
};

std::unique_ptr<Channel> plain_channel(Socket socket);
std::unique_ptr<Channel> tls_channel(Socket socket, std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace secure_export::host
