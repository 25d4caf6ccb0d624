#pragma once
// The audit trail of alerts: events in time order, written in the same transaction as the changes that they record, and
// read by `query explain`.

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

// An event to be added.
struct NewAuditEvent {
    Time at;
    std::string connection, alert_key;
    std::int64_t delivery = 0, incident = 0;  // 0: none
    AuditEventType type;
    std::string detail;
};

// All events of one alert, in time order.
struct AlertAuditTrail {
    std::string connection, alert_key;
    std::string rule, severity, resource;  // empty if unknown
    std::vector<AuditEvent> events;
};

// A delivery that is not finished, and the reason why it waits.
struct Unfinished {
    std::int64_t delivery = 0;
    bool parked = false, leased = false;
    Time due, paused_until;   // when the item is due; until when its desk is paused
    std::int64_t behind = 0;  // an unfinished earlier delivery of the same alert; 0: none
    bool behind_parked = false;
    std::int64_t in_front = 0;  // number of items due before it in its desk's queue
    std::string since, why, desk, desk_error;
};

class AuditTrail {
public:
    explicit AuditTrail(Transaction& tx) : tx_(tx) {}
    void add(const NewAuditEvent& event);
    // `what` is an alert id (as received or canonical), an alert key, an incident number, a desk key or a delivery id.
    // Returns every alert that it may refer to, since two desks may use the same number; the one that began first comes
    // first.  Empty when there is none.
    std::vector<AlertAuditTrail> of(std::string_view what);
    // `now`: db::now() of this transaction.  The times returned are wall times.
    std::vector<Unfinished> unfinished(std::string_view connection, std::string_view alert_key, const Moment& now);
    // Connection and alert key of every alert that `what` may refer to.
    std::vector<std::pair<std::string, std::string>> alerts_named(std::string_view what);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
