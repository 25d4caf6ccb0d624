#include "adapters/hosts/standalone/http/front.h"

#include <malloc.h>

#include <algorithm>
#include <boost/asio/ip/v6_only.hpp>

#include "adapters/hosts/standalone/base/failure.h"
#include "adapters/hosts/standalone/base/limits.h"
#include "adapters/hosts/standalone/http/reply_writer.h"

namespace secure_export::host {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// One timer checks all deadlines, so that setting one costs nothing; they are accurate to half a second.
constexpr std::chrono::milliseconds sweep_interval{500};
// Interval for logging the number of refusals: senders must not be able to fill the log.
constexpr std::chrono::seconds refusal_log_interval{60};
// Pause after the system had no file descriptor or memory for a new connection.
constexpr std::chrono::milliseconds accept_again{100};
// The minimum that is freed when memory is short.
constexpr std::size_t min_room = 1024 * 1024;
// Memory is returned to the system after so many connections, or bytes of requests, have ended.
constexpr std::size_t many_connections = 256;
constexpr std::size_t many_bytes = 16 * 1024 * 1024;

bool is_shortage(const error_code& error) {
    return error == boost::system::errc::too_many_files_open ||
           error == boost::system::errc::too_many_files_open_in_system ||
           error == boost::system::errc::no_buffer_space || error == boost::system::errc::not_enough_memory;
}

}  // namespace

Front::Front(asio::io_context& loop, const RequestReader::Place& surroundings, Ended ended,
             std::size_t connection_limit, const Log& log)
    : loop_(loop),
      surroundings_(surroundings),
      ended_(std::move(ended)),
      connection_limit_(connection_limit),
      log_(log),
      sweep_timer_(loop),
      stop_timer_(loop),
      refusals_told_(std::chrono::steady_clock::now()) {}

tcp::endpoint Front::listen(const tcp::endpoint& address) {
    auto listener = std::make_unique<Listener>(Listener{decltype(Listener::acceptor)(loop_.get_executor())});
    try {
        auto& acceptor = listener->acceptor;
        acceptor.open(address.protocol());
        acceptor.set_option(asio::socket_base::reuse_address(true));
        acceptor.set_option(tcp::no_delay(true));  // Linux gives accepted connections the same
        // An IPv6 wildcard accepts IPv6 only, so that exactly the printed addresses are listened on.
        if (address.protocol() == tcp::v6()) acceptor.set_option(asio::ip::v6_only(true));
        acceptor.bind(address);
        acceptor.listen();
        listeners_.push_back(std::move(listener));
        return listeners_.back()->acceptor.local_endpoint();
    } catch (const boost::system::system_error& error) {
        throw Failure("cannot listen on " + address.address().to_string() + " port " + std::to_string(address.port()) +
                      ": " + error.code().message());
    }
}

void Front::start() {
    for (auto& listener : listeners_) accept(*listener);
    sweep();
}

void Front::accept(Listener& listener) {
    listener.acceptor.async_accept(listener.peer, [this, &listener](const error_code& error, Socket socket) {
        if (stopping_) return;
        if (!error) {
            admit(std::move(socket), listener.peer);
        } else if (is_shortage(error)) {
            log_.warning("cannot accept a connection: " + error.message());
            make_room();
            const auto timer = std::make_shared<Timer>(loop_, accept_again);
            timer->async_wait([this, &listener, timer](const error_code&) {
                if (!stopping_) accept(listener);
            });
            return;
        }
        accept(listener);
    });
}

bool Front::make_room() {
    const auto one = crowd_.least_deserving();
    if (!one) return false;
    if (one->place.standing == Crowd::Standing::incomplete) ++gave_way_;
    one->give_way();
    return true;
}

void Front::admit(Socket socket, const tcp::endpoint& remote) {
    if (crowd_.size() >= connection_limit_ && !make_room()) return turn_away(std::move(socket));
    auto channel = tls_ ? tls_channel(std::move(socket), tls_) : plain_channel(std::move(socket));
    const std::string peer = remote.address().to_string();
    auto connection = std::make_shared<ClientConnection>(*this, surroundings_, std::move(channel), peer);
    crowd_.add(connection, peer, Crowd::Standing::incomplete);
    connection->start();
}

// Answers and closes without waiting, since there is no room for another connection.
void Front::turn_away(Socket socket) {
    ++turned_away_;
    error_code ignored;
    socket.non_blocking(true, ignored);
    if (!tls_) {  // a TLS handshake would have to wait
        char dropped[4096];
        socket.read_some(asio::buffer(dropped), ignored);  // closing with unread bytes would reset the connection
        socket.write_some(
            asio::buffer(response_bytes(busy("too many connections"), {.fields = surroundings_.site.fields()})),
            ignored);
        socket.shutdown(asio::socket_base::shutdown_send, ignored);
    }
}

void Front::sweep() {
    const auto now = std::chrono::steady_clock::now();
    for (const auto& connection : crowd_.all()) connection->expire(now);
    give_memory_back();
    if (now - refusals_told_ >= refusal_log_interval) tell_refusals();
    sweep_timer_.expires_after(sweep_interval);
    sweep_timer_.async_wait([this](const error_code& cancelled) {
        if (!cancelled) sweep();
    });
}

// After many connections have ended, their memory is free but fragmented, and the allocator keeps it: trim it.
void Front::give_memory_back() {
    const std::size_t bytes = surroundings_.budget.used();
    max_lately_ = std::max(max_lately_, crowd_.size());
    max_bytes_lately_ = std::max(max_bytes_lately_, bytes);
    if (max_lately_ < crowd_.size() + many_connections && max_bytes_lately_ < bytes + many_bytes) return;
    max_lately_ = crowd_.size();
    max_bytes_lately_ = bytes;
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void Front::tell_refusals() {
    refusals_told_ = std::chrono::steady_clock::now();
    std::string text;
    for (std::size_t status = 0; status < refusals_.size(); ++status)
        if (refusals_[status] > 0) {
            text += (text.empty() ? "" : ", ") + std::to_string(refusals_[status]) + " with " + std::to_string(status);
            refusals_[status] = 0;
        }
    const std::string where = std::string(surroundings_.site.name()) + ": ";
    if (!text.empty())
        log_.warning(where + "requests refused before the plugin saw them, in the last minute or so: " + text);
    if (turned_away_ > 0)
        log_.warning(where + "connections refused, because all " + std::to_string(connection_limit_) +
                     " were busy: " + std::to_string(turned_away_));
    if (gave_way_ > 0)
        log_.warning(
            where +
            "incomplete requests closed to make room for others, each the oldest of the network that used most: " +
            std::to_string(gave_way_));
    turned_away_ = gave_way_ = 0;
}

void Front::stop() {
    if (stopping_) return end();
    stopping_ = true;
    error_code ignored;
    for (auto& listener : listeners_) listener->acceptor.close(ignored);
    for (const auto& connection : crowd_.idle()) connection->close_if_idle();
    if (crowd_.size() == 0) return end();
    log_.info("answering " + std::to_string(crowd_.size()) + " requests that have begun");
    stop_timer_.expires_after(stop_deadline);
    stop_timer_.async_wait([this](const error_code& cancelled) {
        if (cancelled) return;
        log_.warning("stopping with " + std::to_string(crowd_.size()) + " requests not answered");
        end();
    });
}

void Front::end() {
    if (const Ended ended = std::exchange(ended_, nullptr)) ended();
}

void Front::stands(ClientConnection& connection, Crowd::Standing standing) { crowd_.move(connection, standing); }

void Front::sent_by(ClientConnection& connection, std::string_view sender) { crowd_.rename(connection, sender); }

bool Front::make_room(ClientConnection& connection, std::size_t bytes) {
    // Free more than requested, since the search for connections to close is expensive.
    const std::size_t used = surroundings_.budget.used(), wanted = std::max(bytes, min_room);
    while (surroundings_.budget.used() + wanted > used) {
        const auto one = crowd_.heaviest();
        if (!one || one.get() == &connection) break;
        ++gave_way_;
        one->give_way();
    }
    return surroundings_.budget.used() + bytes <= used;
}

void Front::closed(ClientConnection& connection) {
    crowd_.remove(connection);
    if (stopping_ && crowd_.size() == 0) end();
}

void Front::refused(int status) {
    if (status >= 0 && static_cast<std::size_t>(status) < refusals_.size())
        ++refusals_[static_cast<std::size_t>(status)];
}

}  // namespace secure_export::host
