#include "channel.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace secure_export::host {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

class PlainChannel : public Channel {
public:
    explicit PlainChannel(Socket socket) : Channel(std::move(socket)) {}

    bool needs_handshake() const override { return false; }
    void handshake(Done done) override {
        asio::post(socket().get_executor(), [done = std::move(done)] { done({}, 0); });
    }
    void read(std::span<char> into, Done done) override {
        socket().async_read_some(asio::buffer(into.data(), into.size()), std::move(done));
    }
    void write(std::string_view bytes, Done done) override {
        asio::async_write(socket(), asio::buffer(bytes.data(), bytes.size()), std::move(done));
    }
    void finish(Done done) override { drain(std::move(done)); }
};

class TlsChannel : public Channel {
public:
    TlsChannel(Socket socket, std::shared_ptr<asio::ssl::context> context)
        : Channel(std::move(socket)), context_(std::move(context)), stream_(this->socket(), *context_) {}

    bool needs_handshake() const override { return true; }
    void handshake(Done done) override {
        stream_.async_handshake(asio::ssl::stream_base::server,
                                [done = std::move(done)](const error_code& error) { done(error, 0); });
    }
    void read(std::span<char> into, Done done) override {
        stream_.async_read_some(asio::buffer(into.data(), into.size()), std::move(done));
    }
    void write(std::string_view bytes, Done done) override {
        asio::async_write(stream_, asio::buffer(bytes.data(), bytes.size()), std::move(done));
    }
    void finish(Done done) override {
        // Ends at the peer's own close_notify, or at the first bytes that are none; either way ours is out by then.
        stream_.async_shutdown([this, done = std::move(done)](const error_code& error) mutable {
            if (error == asio::error::operation_aborted)
                done(error, 0);
            else
                drain(std::move(done));
        });
    }

private:
    std::shared_ptr<asio::ssl::context>
        context_;  // the one of this connection's start, though a newer one may be loaded
    asio::ssl::stream<Socket&> stream_;
};

}  // namespace

void Channel::cancel() {
    error_code ignored;
    socket_.cancel(ignored);
}

void Channel::close() {
    error_code ignored;
    socket_.close(ignored);
}

void Channel::drain(Done done) {
    error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    socket_.async_read_some(asio::buffer(dropped_),
                            [this, done = std::move(done)](const error_code& error, std::size_t) mutable {
                                if (error)
                                    done(error, 0);
                                else
                                    drain(std::move(done));
                            });
}

std::unique_ptr<Channel> plain_channel(Socket socket) { return std::make_unique<PlainChannel>(std::move(socket)); }

std::unique_ptr<Channel> tls_channel(Socket socket, std::shared_ptr<asio::ssl::context> context) {
    return std::make_unique<TlsChannel>(std::move(socket), std::move(context));
}

}  // namespace secure_export::host
