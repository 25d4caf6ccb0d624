// TLS with OpenSSL directly on the socket.  Asio's stream would use four buffers of 17 KiB for the lifetime of each
// connection; OpenSSL frees its own when they are empty (SSL_MODE_RELEASE_BUFFERS), so idle connections need none.

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <climits>
#include <memory>

#include "adapters/hosts/standalone/http/channel.h"

namespace secure_export::host {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

struct Freed {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};

int in_int(std::size_t bytes) { return static_cast<int>(std::min<std::size_t>(bytes, INT_MAX)); }

class TlsChannel : public Channel {
public:
    TlsChannel(Socket socket, std::shared_ptr<asio::ssl::context> context)
        : Channel(std::move(socket)), context_(std::move(context)), ssl_(SSL_new(context_->native_handle())) {
        error_code ignored;
        this->socket().native_non_blocking(true, ignored);
        if (!ssl_) return;
        SSL_set_accept_state(ssl_.get());
        if (SSL_set_fd(ssl_.get(), this->socket().native_handle()) != 1) ssl_.reset();
    }

    bool needs_handshake() const override { return true; }
    void handshake(Done done) override {
        go_on([this](std::size_t&) { return SSL_do_handshake(ssl_.get()); }, std::move(done));
    }
    void read(std::span<char> into, Done done) override {
        go_on(
            [this, into](std::size_t& bytes) {
                const int count = SSL_read(ssl_.get(), into.data(), in_int(into.size()));
                if (count > 0) bytes = static_cast<std::size_t>(count);
                return count;
            },
            std::move(done));
    }
    std::size_t read_at_once(std::span<char> into) override {
        std::size_t count = 0;
        const auto step = [&](std::size_t& bytes) {
            const int result = SSL_read(ssl_.get(), into.data(), in_int(into.size()));
            if (result > 0) bytes = static_cast<std::size_t>(result);
            return result;
        };
        attempt(step, count);
        return count;
    }
    void write(std::string_view bytes, Done done) override {
        // Pass all bytes in each call: OpenSSL continues where it stopped.
        go_on(
            [this, bytes](std::size_t& written) {
                const int count = SSL_write(ssl_.get(), bytes.data(), in_int(bytes.size()));
                if (count > 0) written = static_cast<std::size_t>(count);
                return count;
            },
            std::move(done));
    }
    void write_at_once(std::string_view bytes) override {
        if (!ssl_ || !SSL_is_init_finished(ssl_.get())) return;
        ERR_clear_error();
        SSL_write(ssl_.get(), bytes.data(), in_int(bytes.size()));
        ERR_clear_error();
    }
    void finish(Done done) override {
        if (ssl_ && SSL_is_init_finished(ssl_.get())) {
            ERR_clear_error();
            SSL_shutdown(ssl_.get());  // sends close_notify; ignored if the socket cannot take it
            ERR_clear_error();
        }
        drain(std::move(done));
    }

private:
    // Repeats the step until it is done or fails, waiting for the socket in between.
    template <class Step>
    void go_on(Step step, Done done) {
        std::size_t bytes = 0;
        const error_code error = attempt(step, bytes);
        if (error == asio::error::would_block) return wait_and_go_on(std::move(step), std::move(done));
        asio::post(socket().get_executor(), [done = std::move(done), error, bytes] { done(error, bytes); });
    }

    template <class Step>
    void wait_and_go_on(Step step, Done done) {
        const auto what = SSL_want_write(ssl_.get()) ? Socket::wait_write : Socket::wait_read;
        socket().async_wait(what, [this, step = std::move(step), done = std::move(done)](error_code error) mutable {
            std::size_t bytes = 0;
            if (!error && !socket().is_open()) error = asio::error::operation_aborted;
            if (!error) error = attempt(step, bytes);
            if (error == asio::error::would_block)
                wait_and_go_on(std::move(step), std::move(done));
            else
                done(error, bytes);
        });
    }

    template <class Step>
    error_code attempt(Step& step, std::size_t& bytes) {
        if (!ssl_) return asio::error::no_memory;
        ERR_clear_error();  // errors left by another connection would be attributed to this one
        const int result = step(bytes);
        if (result > 0) return {};
        const int reason = SSL_get_error(ssl_.get(), result);
        ERR_clear_error();
        switch (reason) {
            case SSL_ERROR_WANT_READ:
            case SSL_ERROR_WANT_WRITE: return asio::error::would_block;
            case SSL_ERROR_ZERO_RETURN: return asio::error::eof;
            default: return asio::error::connection_reset;
        }
    }

    std::shared_ptr<asio::ssl::context> context_;  // of this connection, even if a newer one was loaded
    std::unique_ptr<SSL, Freed> ssl_;
};

}  // namespace

std::unique_ptr<Channel> tls_channel(Socket socket, std::shared_ptr<asio::ssl::context> context) {
    return std::make_unique<TlsChannel>(std::move(socket), std::move(context));
}

}  // namespace secure_export::host
