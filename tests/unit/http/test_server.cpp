#include "tests/unit/http/test_server.h"

#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace secure_export::test {
namespace {

void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(what);
}

// OpenSSL writes to sockets without MSG_NOSIGNAL.  Blocked in the server's thread alone, so that a SIGPIPE that the
// client under test causes in its own thread still ends the test.
void block_sigpipe() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

std::string Peer::read_request() {
    std::string text;
    std::size_t wanted = std::string::npos;
    while (text.size() < wanted) {
        char bytes[4096];
        const auto got = tls_ ? SSL_read(tls_, bytes, sizeof bytes) : recv(descriptor_, bytes, sizeof bytes, 0);
        if (got <= 0) return text;
        text.append(bytes, static_cast<std::size_t>(got));
        const auto end = text.find("\r\n\r\n");
        if (end == std::string::npos || wanted != std::string::npos) continue;
        const std::string field = "\r\nContent-Length: ";
        const auto length = text.find(field);
        wanted = end + 4 + (length < end ? std::stoul(text.substr(length + field.size())) : 0);
    }
    return text;
}

bool Peer::write(const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const auto part = tls_ ? SSL_write(tls_, bytes.data() + sent, static_cast<int>(bytes.size() - sent))
                               : send(descriptor_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (part <= 0) return false;
        sent += static_cast<std::size_t>(part);
    }
    return true;
}

void Peer::drip(const std::string& bytes) {
    for (const char byte : bytes) {
        pollfd one{descriptor_, POLLRDHUP, 0};
        if (poll(&one, 1, 10) > 0 || !write({byte})) return;
    }
}

void Peer::wait_until_closed() {
    char bytes[4096];
    while (recv(descriptor_, bytes, sizeof bytes, 0) > 0) continue;
}

void Peer::end_writing() { shutdown(descriptor_, SHUT_WR); }

void Peer::close_notify() { SSL_shutdown(tls_); }

TestServer::TestServer(Script script, const Certificate* identity, int newest) : script_(std::move(script)) {
    if (identity) {
        context_.reset(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
        require(context_ && SSL_CTX_use_certificate(context_.get(), identity->certificate.get()) == 1 &&
                    SSL_CTX_use_PrivateKey(context_.get(), identity->key.get()) == 1,
                "the server could not use its certificate");
        if (newest) {
            SSL_CTX_set_min_proto_version(context_.get(), 0);
            SSL_CTX_set_max_proto_version(context_.get(), newest);
            SSL_CTX_set_security_level(context_.get(), 0);
        }
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(listener_ >= 0 && bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                listen(listener_, 64) == 0 && getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0,
            "the server could not listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

TestServer::~TestServer() {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);  // wakes accept()
    thread_.join();
    close(listener_);
}

void TestServer::serve() {
    block_sigpipe();
    while (!stopping_) {
        const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0) continue;
        ++connections_;
        serve_one(descriptor);
        close(descriptor);
    }
}

void TestServer::serve_one(int descriptor) {
    if (!context_) {
        Peer peer(descriptor, nullptr);
        script_(peer);
        return;
    }
    const std::shared_ptr<SSL> tls(SSL_new(context_.get()), SSL_free);
    SSL_set_fd(tls.get(), descriptor);
    if (SSL_accept(tls.get()) == 1) {
        Peer peer(descriptor, tls.get());
        script_(peer);
    }
    ERR_clear_error();
}

}  // namespace secure_export::test
