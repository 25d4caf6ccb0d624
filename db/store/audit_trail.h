#pragma once
// What happened to an alert, in time order: written in the transaction that made it happen, read by `query explain`.

#include "core/audit_event_types.h"
#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

struct AuditEvent {
    Time at;
    std::string connection, alert_key;
    std::int64_t delivery = 0, incident = 0;  // 0: none
    std::string type;                         // the name of an AuditEventType
    std::string detail;                       // one sentence for people
};

// One to be added.
struct NewAuditEvent {
    Time at;
    std::string connection, alert_key;
    std::int64_t delivery = 0, incident = 0;  // 0: none
    AuditEventType type;
    std::string detail;
};

// All of one alert, in time order.
struct AlertAuditTrail {
    std::string connection, alert_key;
    std::string rule, severity, resource;  // empty where nothing tells
    std::vector<AuditEvent> events;
};

// A delivery that is not done, and what it waits for.
struct Unfinished {
    std::int64_t delivery = 0;
    bool parked = false, leased = false;
    Time due, paused_until;   // of the item; of its desk
    std::int64_t behind = 0;  // an earlier delivery of the same alert that is not done; 0: none
    bool behind_parked = false;
    std::int64_t in_front = 0;  // how many are due before it in its desk's line
    std::string since, why, desk, desk_error;
};

class AuditTrail {
public:
    explicit AuditTrail(Transaction& tx) : tx_(tx) {}
    void add(const NewAuditEvent& event);
    // `what` is an alert id (as it came or canonical), an alert key, an incident number, a desk key or a delivery id.
    // Empty when it names nothing.  All alerts it may stand for (numbers of two desks may be the same), the one that
    // began first in front.
    std::vector<AlertAuditTrail> of(std::string_view what);
    // `now`: of this transaction (db::now()); the times given are the wall clock's.
    std::vector<Unfinished> unfinished(std::string_view connection, std::string_view alert_key, const Moment& now);
    // The alerts that `what` may stand for: connection and alert key of each.
    std::vector<std::pair<std::string, std::string>> alerts_named(std::string_view what);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
