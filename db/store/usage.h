#pragma once
// Counts what a connection has sent, for its configured caps.

#include <string>
#include <vector>

#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

enum class Cap { none, alerts_per_minute, bytes_per_day };

// The end of the cap's current minute or day (UTC).
Time end_of_window(Cap cap, Time now);

class Usage {
public:
    struct Bite {
        std::string connection;
        Cap cap;
        Time last;  // the last time it refused an alert
    };

    explicit Usage(Transaction& tx) : tx_(tx) {}

    // Counts one alert of `bytes` and returns Cap::none; if a cap (0: no cap) is used up, returns it and counts
    // nothing.
    Cap take(const std::string& connection, std::int64_t bytes, int alerts_per_minute, std::int64_t bytes_per_day,
             Time now);

    // The caps that refused an alert within the last hour or, for bytes_per_day, today.
    std::vector<Bite> biting(Time now) const;

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
