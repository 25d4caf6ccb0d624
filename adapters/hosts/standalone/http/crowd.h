#pragma once
// A listener's connections grouped by client network; selects the one to close when resources run out: one of the
// network that uses most, so that whoever takes more than others affects only himself.  Use it on the event loop's
// thread only.

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace secure_export::host {

class ClientConnection;

class Crowd {
public:
    enum class Standing {
        idle,        // closing it loses no request
        incomplete,  // a request has begun and may never be completed
        answering,   // the request is complete: never closed to make room
    };

private:
    struct Network;
    struct Entry {
        std::shared_ptr<ClientConnection> connection;
        std::uint64_t since;  // increasing counter: a smaller one is older
    };
    using Line = std::list<Entry>;  // oldest first

public:
    // A connection's position in this structure, stored in the connection.
    struct Place {
        Network* network = nullptr;
        Line::iterator entry;
        Standing standing = Standing::incomplete;
    };

    Crowd() = default;
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    // `sender`: an IP address.
    void add(std::shared_ptr<ClientConnection> connection, std::string_view sender, Standing standing);
    void move(ClientConnection& connection, Standing standing);
    void rename(ClientConnection& connection, std::string_view sender);
    void remove(ClientConnection& connection);

    std::size_t size() const { return size_; }
    std::vector<std::shared_ptr<ClientConnection>> all() const;
    std::vector<std::shared_ptr<ClientConnection>> idle() const;

    // The longest idle, else the oldest incomplete connection of the network that has most connections; if several have
    // equally many, the oldest of all these.  Null when every connection is being answered.
    std::shared_ptr<ClientConnection> least_deserving() const;

    // The oldest connection with memory of the network whose incomplete requests use most memory.  Null when none uses
    // any.
    std::shared_ptr<ClientConnection> heaviest() const;

private:
    using Rank = std::pair<std::size_t, std::uint64_t>;  // connections; how old the first to go is
    struct Network {
        std::string name;
        std::size_t count = 0;
        Line idle, incomplete, answering;
        bool ranked = false;
        Rank rank;
        Line& line(Standing standing);
        const Line& first_to_go() const { return idle.empty() ? incomplete : idle; }
    };
    Network& network(std::string_view sender);
    void rank(Network& network);
    void drop_if_empty(Network& network);

    std::unordered_map<std::string, std::unique_ptr<Network>> networks_;
    std::map<Rank, Network*> ranks_;  // networks with a connection that may be closed; the last has most
    std::uint64_t clock_ = 0;
    std::size_t size_ = 0;
};

}  // namespace secure_export::host
