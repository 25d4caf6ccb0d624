#pragma once
// A real server on 127.0.0.1 whose behavior a test scripts.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "tests/unit/http/certificates.h"

struct ssl_ctx_st;
struct ssl_st;

namespace secure_export::test {

// The server's side of one connection.  No function throws when the client is gone.
class Peer {
public:
    Peer(int descriptor, ssl_st* tls) : descriptor_(descriptor), tls_(tls) {}

    std::string read_request();  // the header, and the body according to its Content-Length
    bool write(const std::string& bytes);
    // Sends one byte every 10 ms until all are sent or the client is gone.
    void drip(const std::string& bytes);
    void wait_until_closed();
    void end_writing();   // shuts down the TCP connection for sending
    void close_notify();  // ends the TLS stream

private:
    const int descriptor_;
    ssl_st* const tls_;
};

class TestServer {
public:
    using Script = std::function<void(Peer&)>;

    explicit TestServer(Script script) : TestServer(std::move(script), nullptr, 0) {}
    // `newest`: the newest TLS version that it supports, 0 for any.
    TestServer(Script script, const Certificate& identity, int newest = 0)
        : TestServer(std::move(script), &identity, newest) {}
    ~TestServer();

    int port() const { return port_; }
    int connections() const { return connections_; }

private:
    TestServer(Script script, const Certificate* identity, int newest);
    void serve();
    void serve_one(int descriptor);

    const Script script_;
    std::shared_ptr<ssl_ctx_st> context_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace secure_export::test
