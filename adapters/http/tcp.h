#pragma once
#include <memory>

#include "adapters/http/stream.h"
#include "core/url.h"

namespace secure_export::http {

// A TCP connection.  The descriptor is non-blocking and close-on-exec; a peer that went away raises no SIGPIPE, which
// would end a host that does not expect it.
class TcpStream : public Stream {
public:
    // Tries the addresses of the host in turn, each with a fair share of the time left.  Without TLS only loopback
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
