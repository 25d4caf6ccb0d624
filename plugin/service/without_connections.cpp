#include "service/without_connections.h"

#include <algorithm>

namespace secure_export::service {

std::string what_to_do_without_connections(const std::filesystem::path& data_dir) {
    return "add one on the screen Connections or import settings; if there was one, " + data_dir.string() +
           " is not the right data directory, is not mounted or is not restored yet";
}

std::optional<std::string> nobody_gets_in(const Snapshot& snapshot, const std::filesystem::path& data_dir) {
    const auto& connections = snapshot.settings.connections;
    if (connections.empty())
        return "no connection is configured: every alert is answered 503 until there is one; " +
               what_to_do_without_connections(data_dir);
    if (std::ranges::none_of(connections, &Connection::enabled))
        return "every connection is switched off: every alert is answered 403; enable one on the screen Connections";
    return std::nullopt;
}

}  // namespace secure_export::service
