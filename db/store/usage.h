#pragma once
// What a connection has sent, against the caps that its operator has set.

#include <string>
#include <vector>

#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

enum class Cap { none, alerts_per_minute, bytes_per_day };

// When the minute or the day (UTC) that the cap counts in is over.
Time end_of_window(Cap cap, Time now);

class Usage {
public:
    struct Bite {
        std::string connection;
        Cap cap;
        Time last;  // when it last refused an alert
    };

    explicit Usage(Transaction& tx) : tx_(tx) {}

    // Counts one alert of so many bytes, unless a cap (0: none) is used up: then it says which, and counts nothing.
    Cap take(const std::string& connection, std::int64_t bytes, int alerts_per_minute, std::int64_t bytes_per_day,
             Time now);

    // The caps that refused an alert within the last hour, or (bytes) today.
    std::vector<Bite> biting(Time now) const;

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
