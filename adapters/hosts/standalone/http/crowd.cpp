#include "adapters/hosts/standalone/http/crowd.h"

#include <limits>

#include "adapters/hosts/standalone/base/senders.h"
#include "adapters/hosts/standalone/http/client_connection.h"

namespace secure_export::host {

Crowd::Line& Crowd::Network::line(Standing standing) {
    switch (standing) {
        case Standing::idle: return idle;
        case Standing::incomplete: return incomplete;
        case Standing::answering: break;
    }
    return answering;
}

Crowd::Network& Crowd::network(std::string_view sender) {
    std::string name = network_of(sender);
    auto& found = networks_[name];
    if (!found) {
        found = std::make_unique<Network>();
        found->name = std::move(name);
    }
    return *found;
}

void Crowd::rank(Network& network) {
    const Line& line = network.first_to_go();
    // Older ones sort later.
    const Rank rank{network.count, line.empty() ? 0 : std::numeric_limits<std::uint64_t>::max() - line.front().since};
    const bool wanted = !line.empty();
    if (network.ranked && wanted && network.rank == rank) return;
    if (network.ranked) ranks_.erase(network.rank);
    if (wanted) ranks_.emplace(rank, &network);
    network.ranked = wanted;
    network.rank = rank;
}

void Crowd::drop_if_empty(Network& network) {
    if (network.count == 0) networks_.erase(std::string(network.name));
}

void Crowd::add(std::shared_ptr<ClientConnection> connection, std::string_view sender, Standing standing) {
    Network& its = network(sender);
    Line& line = its.line(standing);
    Place& place = connection->place;
    line.push_back({std::move(connection), ++clock_});
    place = {&its, std::prev(line.end()), standing};
    ++its.count;
    ++size_;
    rank(its);
}

void Crowd::move(ClientConnection& connection, Standing standing) {
    Place& place = connection.place;
    if (place.standing == standing) return;
    Line& to = place.network->line(standing);
    to.splice(to.end(), place.network->line(place.standing), place.entry);
    place.entry->since = ++clock_;
    place.standing = standing;
    rank(*place.network);
}

void Crowd::rename(ClientConnection& connection, std::string_view sender) {
    Place& place = connection.place;
    if (place.network->name == sender) return;  // an IPv4 address names its network
    Network& to = network(sender);
    Network& from = *place.network;
    if (&to == &from) return;
    Line& line = to.line(place.standing);
    line.splice(line.end(), from.line(place.standing), place.entry);
    place.entry->since = ++clock_;
    place.network = &to;
    ++to.count;
    --from.count;
    rank(to);
    rank(from);
    drop_if_empty(from);
}

void Crowd::remove(ClientConnection& connection) {
    Network& its = *connection.place.network;
    its.line(connection.place.standing).erase(connection.place.entry);
    --its.count;
    --size_;
    rank(its);
    drop_if_empty(its);
}

std::vector<std::shared_ptr<ClientConnection>> Crowd::all() const {
    std::vector<std::shared_ptr<ClientConnection>> all;
    all.reserve(size_);
    for (const auto& [name, network] : networks_)
        for (const Line* line : {&network->idle, &network->incomplete, &network->answering})
            for (const Entry& entry : *line) all.push_back(entry.connection);
    return all;
}

std::vector<std::shared_ptr<ClientConnection>> Crowd::idle() const {
    std::vector<std::shared_ptr<ClientConnection>> all;
    for (const auto& [name, network] : networks_)
        for (const Entry& entry : network->idle) all.push_back(entry.connection);
    return all;
}

std::shared_ptr<ClientConnection> Crowd::least_deserving() const {
    if (ranks_.empty()) return nullptr;
    return ranks_.rbegin()->second->first_to_go().front().connection;
}

std::shared_ptr<ClientConnection> Crowd::heaviest() const {
    std::size_t max = 0;
    std::shared_ptr<ClientConnection> found;
    for (const auto& [name, network] : networks_) {
        std::size_t held = 0;
        const Entry* oldest = nullptr;
        for (const Entry& entry : network->incomplete)
            if (const std::size_t bytes = entry.connection->held_bytes()) {
                held += bytes;
                if (!oldest) oldest = &entry;
            }
        if (held > max) {
            max = held;
            found = oldest->connection;
        }
    }
    return found;
}

}  // namespace secure_export::host
