#pragma once
// Figures of the last day and the current state, for the health screen.

#include <optional>

#include "core/clock.h"
#include "db/engine/database.h"
#include "db/store/page.h"

namespace secure_export::db {

struct HourCount {
    std::int64_t accepted = 0, repeats = 0, refused = 0, worked = 0;
};

struct Totals {
    std::int64_t bytes = 0;  // of the database file, without its write-ahead log
    std::int64_t deliveries = 0, incidents = 0, waiting = 0, parked = 0;
};

class Overview {
public:
    explicit Overview(Transaction& tx) : tx_(tx) {}
    // `hours` whole UTC hours up to that of `now`, oldest first.  worked: acts carried out in desks.
    std::vector<HourCount> hours(Time now, int hours);
    Totals totals();
    // delivery, received_at, rule, why; no row when nothing waits.
    Page oldest_waiting();
    // connection, failed_check ("subscription", "no_subscription"), count, last_at of the requests that
    // allowed_subscriptions refused since `from`.
    Page outside_subscriptions(Time from);
    Page desks();  // the view desk_states
    // last_at, count, status, failed_check, tenant, caller, peer, detail of the requests refused since `from` for
    // `connection`, or before any connection was identified.
    Page refused(std::string_view connection, Time from);
    // at, caller, peer, checks of the newest delivery of a connection; no row when there is none.
    Page last_accepted(std::string_view connection);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
