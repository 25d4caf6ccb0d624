#include "service/caps.h"

#include <algorithm>

#include "service/limits.h"
#include "service/replies.h"

namespace secure_export::service {

void Caps::used_up(const Connection& connection, db::Cap cap, std::int64_t settings_version, Time now) {
    // Do not cache the cap of bytes: a smaller alert may still fit, which only the database can tell.
    if (cap != db::Cap::alerts_per_minute) return;
    const std::scoped_lock lock(mutex_);
    std::erase_if(known_, [&](const auto& one) { return one.second.settings_version != settings_version; });
    known_.insert_or_assign(connection.name, Known{cap, settings_version, now, db::end_of_window(cap, now)});
}

db::Cap Caps::over(const Connection& connection, std::int64_t settings_version, Time now) const {
    const std::scoped_lock lock(mutex_);
    const auto found = known_.find(connection.name);
    if (found == known_.end() || found->second.settings_version != settings_version || now < found->second.since ||
        now >= found->second.until)
        return db::Cap::none;
    return found->second.cap;
}

Reply Caps::refusal(db::Cap cap, Time now) {
    Reply reply = try_again(cap == db::Cap::alerts_per_minute ? "the connection has used up its alerts for this minute"
                                                              : "the connection has used up its bytes for this day");
    const Milliseconds wait = std::min(db::end_of_window(cap, now) - now, longest_retry_after);
    for (auto& [name, value] : reply.headers)
        if (name == "Retry-After") value = std::to_string(std::chrono::ceil<Seconds>(wait).count());
    return reply;
}

std::string Caps::why(const Connection& connection, db::Cap cap) {
    return cap == db::Cap::alerts_per_minute
               ? "connection \"" + connection.name + "\" has reached its max_alerts_per_minute, " +
                     std::to_string(connection.max_alerts_per_minute) + "; raise it if these alerts are wanted"
               : "connection \"" + connection.name + "\" has reached its max_bytes_per_day, " +
                     std::to_string(connection.max_bytes_per_day) + "; raise it if these alerts are wanted";
}

}  // namespace secure_export::service
