#include "adapters/hosts/standalone/http/channel.h"

#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
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
    std::size_t read_at_once(std::span<char> into) override {
        const ssize_t count = ::recv(socket().native_handle(), into.data(), into.size(), MSG_DONTWAIT);
        return count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    void write(std::string_view bytes, Done done) override {
        asio::async_write(socket(), asio::buffer(bytes.data(), bytes.size()), std::move(done));
    }
    void write_at_once(std::string_view bytes) override {
        error_code ignored;
        socket().non_blocking(true, ignored);
        socket().write_some(asio::buffer(bytes.data(), bytes.size()), ignored);
    }
    void finish(Done done) override { drain(std::move(done)); }
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

}  // namespace secure_export::host
