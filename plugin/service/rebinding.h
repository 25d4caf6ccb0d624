#pragma once
// Binds open incidents to configuration items that appeared in the CMDB after they were opened: incidents without an
// item, and incidents with an item found by name only, once an item has the id that the alert names.

#include "db/store/bindings.h"
#include "service/desk_directory.h"

namespace secure_export::service {

class Rebinding {
public:
    Rebinding(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env);
    // Looks up one unbound resource that is due, within its desk's concurrency limit and circuit breaker like WorkLine;
    // false when none is due.  `lease_owner` as in WorkLine::once().  [concurrent]
    Result<bool> once(const std::string& lease_owner);

private:
    struct LookUp;
    Result<bool> begin(const std::string& lease_owner, LookUp& look_up);
    Outcome ask_desk(LookUp& look_up);
    struct Tried;
    std::optional<Tried> try_one(const LookUp& look_up, Desk& desk, const db::Waiting& waiting);
    void settle(db::Bindings& bindings, const LookUp& look_up, const Moment& now);
    Outcome finish(const std::string& lease_owner, const LookUp& look_up);
    Outcome finish_in(db::Transaction& tx, const std::string& lease_owner, const LookUp& look_up);

    db::Database& database_;
    Snapshots& snapshots_;
    DeskDirectory& desks_;
    const Environment& env_;
};

}  // namespace secure_export::service
