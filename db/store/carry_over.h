#pragma once
// Open incidents of a version before happenings (core/happening.h): their alerts are known by alert ids, under which
// nothing comes any more.  Gives such an alert the key of its happening.

#include <optional>
#include <string>
#include <vector>

#include "db/engine/database.h"

namespace secure_export::db {

class CarryOver {
public:
    explicit CarryOver(Transaction& tx) : tx_(tx) {}

    // The last incident that was looked at; nullopt when all were.
    std::optional<std::int64_t> position() const;
    void move_to(std::int64_t incident);
    void finish();

    // Incidents that are not over, after this one, the oldest first.
    std::vector<std::int64_t> open_after(std::int64_t incident) const;

    struct OpenAlert {
        std::int64_t id = 0;
        std::string connection, alert_key, number;
        std::string body;  // of its first message, as received
    };
    // The alert that an incident was opened for; nullopt when its body is gone.
    std::optional<OpenAlert> alert_of(std::int64_t incident) const;
    // False, and nothing changes, if an alert of the connection has that key: an older incident stands for it.
    bool give_key(const OpenAlert& alert, std::string_view key);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
