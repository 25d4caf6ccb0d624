#pragma once
#include <memory>
#include <mutex>

#include "adapters/http/stream.h"

struct ssl_ctx_st;
struct ssl_st;

namespace secure_export::http {

// What all connections trust: TLS 1.2 or later, peers always verified against OpenSSL's default trust store.
// [concurrent]
class TlsTrust {
public:
    // Made at the first call and made anew when it is ten minutes old, so that an authority added to the store is
    // trusted without a restart.  Fault::broken when OpenSSL cannot be set up.
    Result<std::shared_ptr<ssl_ctx_st>> context();

private:
    std::mutex mutex_;
    std::shared_ptr<ssl_ctx_st> context_;
    std::chrono::steady_clock::time_point made_at_;
};

// TLS over another stream, which moves the bytes: OpenSSL works in memory here, so its own blocking calls, without a
// deadline and with SIGPIPE, are not used.
class TlsStream : public Stream {
public:
    // Shakes hands and verifies the certificate and that it is for `host`, a name or an IP address.
    static Result<std::unique_ptr<TlsStream>> connect(std::unique_ptr<Stream> transport, ssl_ctx_st* trust,
                                                      const std::string& host);

    // An end without TLS close_notify is an error: somebody in between may have cut the answer.
    Result<std::size_t> read(char* into, std::size_t most) override;
    Outcome write(std::string_view bytes) override;

private:
    TlsStream(std::unique_ptr<Stream> transport, std::shared_ptr<ssl_st> tls)
        : transport_(std::move(transport)), tls_(std::move(tls)) {}

    Outcome shake_hands();
    Outcome proceed(int result, const char* what);
    Outcome send_pending();
    Outcome receive_more();

    std::unique_ptr<Stream> transport_;
    std::shared_ptr<ssl_st> tls_;
};

}  // namespace secure_export::http
