#pragma once
// Searches for duplicates: incidents under the same key as one whose create had an unknown outcome, since a create may
// take effect after its time limit.  Each open duplicate is resolved with a note that names the incident that counts.

#include "service/desk_directory.h"

namespace secure_export::service {

class DuplicateLook {
public:
    DuplicateLook(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env);
    // Checks one incident that is due, within its desk's concurrency limit and circuit breaker like WorkLine; false
    // when none is due.  Incidents with an unknown create are checked within minutes and then daily while open, others
    // once. `lease_owner`: this process, as in WorkLine::once().  [concurrent]
    Result<bool> once(const std::string& lease_owner);

private:
    struct Look;
    Result<bool> begin(const std::string& lease_owner, Look& look);
    Outcome ask_desk(Look& look);
    Outcome finish(const std::string& lease_owner, const Look& look);
    Outcome finish_in(db::Transaction& tx, const std::string& lease_owner, const Look& look);

    db::Database& database_;
    Snapshots& snapshots_;
    DeskDirectory& desks_;
    const Environment& env_;
};

}  // namespace secure_export::service
