#pragma once
#include <memory>

#include "adapters/http/stream.h"
#include "core/url.h"

namespace secure_export::http {

// A TCP connection.  The descriptor is non-blocking and close-on-exec.  Writing to a closed connection raises no
// SIGPIPE, which would end the host's process.
class TcpStream : public Stream {
public:
    // Tries the host's addresses in turn, each with an equal share of the remaining time.  Without TLS only loopback
    // addresses are tried, whatever the name resolves to.
    static Result<std::unique_ptr<TcpStream>> connect(const Url& url, Deadline deadline);
    ~TcpStream() override;
    TcpStream(const TcpStream&) = delete;

    Result<std::size_t> read(char* into, std::size_t max) override;
    Outcome write(std::string_view bytes) override;

private:
    TcpStream(int descriptor, Deadline deadline) : descriptor_(descriptor), deadline_(deadline) {}

    const int descriptor_;
    const Deadline deadline_;
};

}  // namespace secure_export::http
