#pragma once
// All connections of a listener by the network they come from, and which of them makes room when there is none left:
// one of those that hold most, so that whoever takes more than others only crowds out himself.  Not thread-safe: the
// event loop's.

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
        idle,        // nothing is lost with it
        incomplete,  // a request that has begun and may never be complete
        answering,   // complete: it is not closed for others
    };

private:
    struct Network;
    struct Entry {
        std::shared_ptr<ClientConnection> connection;
        std::uint64_t since;  // counts up: who is older
    };
    using Line = std::list<Entry>;  // the oldest first

public:
    // A connection's own note of where it stands here.
    struct Place {
        Network* network = nullptr;
        Line::iterator entry;
        Standing standing = Standing::incomplete;
    };

    Crowd() = default;
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    // `sender`: an address.
    void add(std::shared_ptr<ClientConnection> connection, std::string_view sender, Standing standing);
    void move(ClientConnection& connection, Standing standing);
    void rename(ClientConnection& connection, std::string_view sender);
    void remove(ClientConnection& connection);

    std::size_t size() const { return size_; }
    std::vector<std::shared_ptr<ClientConnection>> all() const;
    std::vector<std::shared_ptr<ClientConnection>> idle() const;

    // Of the network that has most connections: its longest idle, else its oldest incomplete one.  Among networks that
    // have equally many, the oldest of all.  Null when every connection is being answered.
    std::shared_ptr<ClientConnection> least_deserving() const;

    // Of the network whose incomplete requests hold most memory: the oldest that holds any.  Null when none does.
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
    std::map<Rank, Network*> ranks_;  // of those that have somebody to go; the last has most
    std::uint64_t clock_ = 0;
    std::size_t size_ = 0;
};

}  // namespace secure_export::host
