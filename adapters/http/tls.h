#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/http/stream.h"

struct ssl_ctx_st;
struct ssl_st;

namespace secure_export::http {

// The trust settings of connections: TLS 1.2 or later, peers always verified against OpenSSL's default trust store or a
// file.  [concurrent]
class TlsTrust {
public:
    // Created at the first call and again when it is ten minutes old, so that a CA added to the store is trusted
    // without a restart.  With a `ca_file`, trusts only its CAs, and reads it again as soon as it has changed.
    // Fault::broken when OpenSSL cannot be set up; Fault::unavailable for a file that cannot be used.
    Result<std::shared_ptr<ssl_ctx_st>> context(const std::string& ca_file);

private:
    struct Kept {
        std::shared_ptr<ssl_ctx_st> context;
        std::chrono::steady_clock::time_point made_at;
        std::string stamp;  // of the file
    };
    std::mutex mutex_;
    std::map<std::string, Kept> kept_;  // by ca_file; empty: the default store
};

// TLS over another stream, which transfers the bytes.  OpenSSL works on memory buffers, since its own blocking calls
// have no deadline and can raise SIGPIPE.
class TlsStream : public Stream {
public:
    // Performs the handshake and verifies the certificate, including that it is for `host`, a name or an IP address.
    // `ca_file`: the file that `trust` was created from, for messages.
    static Result<std::unique_ptr<TlsStream>> connect(std::unique_ptr<Stream> transport, ssl_ctx_st* trust,
                                                      const std::string& host, const std::string& ca_file = {});

    // An end without TLS close_notify is an error: the response may have been truncated by an attacker.
    Result<std::size_t> read(char* into, std::size_t max) override;
    Outcome write(std::string_view bytes) override;

private:
    TlsStream(std::unique_ptr<Stream> transport, std::shared_ptr<ssl_st> tls)
        : transport_(std::move(transport)), tls_(std::move(tls)) {}

    Outcome shake_hands(const std::string& ca_file);
    Outcome proceed(int result, const char* what);
    Outcome send_pending();
    Outcome receive_more();

    std::unique_ptr<Stream> transport_;
    std::shared_ptr<ssl_st> tls_;
};

}  // namespace secure_export::http
