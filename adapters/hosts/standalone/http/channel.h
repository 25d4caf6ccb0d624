#pragma once
// The bytes of one connection, plain or TLS.

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

// The concrete executor: asio's type-erased one costs an allocation here and there for each operation.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

// All calls and all completions on the loop's thread; one operation at a time.  Completions never run within the call
// that began them.  Whatever a completion needs must be kept alive by it; the channel must outlive its operations.
class Channel {
public:
    using Done = std::function<void(const boost::system::error_code&, std::size_t bytes)>;

    virtual ~Channel() = default;
    virtual bool needs_handshake() const = 0;
    virtual void handshake(Done done) = 0;
    virtual void read(std::span<char> into, Done done) = 0;     // some bytes
    virtual void write(std::string_view bytes, Done done) = 0;  // all; borrowed until done
    // As much of `bytes` as can be sent without waiting, on a connection that is about to be closed.
    virtual void write_at_once(std::string_view bytes) = 0;
    // Tells the peer that nothing more will come, then takes and drops what it still sends until it ends too: closing
    // with unread bytes would reset the connection and may lose the reply on its way (RFC 9112 section 9.6).
    virtual void finish(Done done) = 0;

    // Ends the operation under way with operation_aborted; the connection stays usable.
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
