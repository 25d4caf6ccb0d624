#include "adapters/http/tcp.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "core/clock.h"

namespace secure_export::http {
namespace {

using std::chrono::steady_clock;

struct FreeAddresses {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

Error failed(std::string why) { return {Fault::unavailable, std::move(why), {}}; }
Error failed(const char* what, int code) {
    return failed(std::string(what) + ": " + std::generic_category().message(code));
}

// Waits until `descriptor` is ready for `events`, or has an error, which the next call on it reports.
Outcome wait(int descriptor, short events, Deadline deadline, const char* what) {
    for (;;) {
        const auto left = std::chrono::ceil<Milliseconds>(deadline - steady_clock::now()).count();
        if (left <= 0) return failed(std::string(what) + ": timed out");
        pollfd one{descriptor, events, 0};
        const int ready = poll(&one, 1, static_cast<int>(std::min<decltype(left)>(left, 3'600'000)));
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return failed(what, errno);
    }
}

bool loopback(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        return ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr) >> 24 == 127;
    }
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
}

// A connected descriptor.
Result<int> connect_to(const addrinfo& address, Deadline deadline) {
    const int descriptor =
        socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address.ai_protocol);
    if (descriptor < 0) return failed("connect", errno);
    const auto give_up = [&](Error error) {
        close(descriptor);
        return error;
    };
    const int yes = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(descriptor, address.ai_addr, address.ai_addrlen) != 0) {
        if (errno != EINPROGRESS && errno != EINTR) return give_up(failed("connect", errno));
        if (const auto ready = wait(descriptor, POLLOUT, deadline, "connect"); !ready) return give_up(ready.error());
        int code = 0;
        socklen_t size = sizeof code;
        if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) != 0) code = errno;
        if (code != 0) return give_up(failed("connect", code));
    }
    return descriptor;
}

}  // namespace

Result<std::unique_ptr<TcpStream>> TcpStream::connect(const Url& url, Deadline deadline) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* list = nullptr;
    if (const int code = getaddrinfo(url.host.c_str(), std::to_string(url.port).c_str(), &hints, &list); code != 0) {
        return failed(std::string("cannot look up the name: ") +
                      (code == EAI_SYSTEM ? std::generic_category().message(errno) : gai_strerror(code)));
    }
    const std::unique_ptr<addrinfo, FreeAddresses> owned(list);
    std::vector<const addrinfo*> addresses;
    for (; list; list = list->ai_next) {
        if (url.tls || loopback(list->ai_addr)) addresses.push_back(list);
    }
    Error last = failed("without TLS only loopback addresses are allowed, and the name has none");
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const auto now = steady_clock::now();
        const auto share = (deadline - now) / static_cast<int>(addresses.size() - i);
        const auto descriptor = connect_to(*addresses[i], now + share);
        if (descriptor) return std::unique_ptr<TcpStream>(new TcpStream(*descriptor, deadline));
        last = descriptor.error();
    }
    return last;
}

TcpStream::~TcpStream() { close(descriptor_); }

Result<std::size_t> TcpStream::read(char* into, std::size_t max) {
    for (;;) {
        // Wait first: a peer that always has a byte ready must not circumvent the deadline.
        if (const auto ready = wait(descriptor_, POLLIN, deadline_, "receive"); !ready) return ready.error();
        const ssize_t got = recv(descriptor_, into, max, 0);
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return failed("receive", errno);
    }
}

Outcome TcpStream::write(std::string_view bytes) {
    while (!bytes.empty()) {
        if (const auto ready = wait(descriptor_, POLLOUT, deadline_, "send"); !ready) return ready.error();
        const ssize_t sent = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            return failed("send", errno);
        }
    }
    return {};
}

}  // namespace secure_export::http
