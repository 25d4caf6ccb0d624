#pragma once
// What happened to an alert, in time order: written in the transaction that made it happen, read by `query explain`.

#include "core/clock.h"
#include "db/database.h"

namespace secure_export::db {

struct Happening {
    Time at;
    std::string connection, alert_key;
    std::int64_t delivery = 0, incident = 0;  // 0: none
    std::string what;    // a word: received, repeat, opened, bound, unbound, noted, resolved, parked, ...
    std::string detail;  // one sentence for people
};

class Story {
public:
    explicit Story(Transaction& tx) : tx_(tx) {}
    void add(const Happening& happening);
    // `what` is an alert id (as it came or canonical), an alert key, an incident number, a desk key or a delivery id.
    // Empty when it names nothing.  All alerts it may stand for, in time order.
    std::vector<Happening> of(std::string_view what);
    // The alerts that `what` may stand for: connection and alert key of each.
    std::vector<std::pair<std::string, std::string>> alerts_named(std::string_view what);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
