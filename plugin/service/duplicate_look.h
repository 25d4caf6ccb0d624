#pragma once
// Looks for further incidents under the key of one whose create was in doubt: a create may take effect after everybody
// gave it up.  Each further one that is open is resolved with a note that names the one that counts.

#include "service/desk_directory.h"

namespace secure_export::service {

class DuplicateLook {
public:
    DuplicateLook(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env);
    // Looks at one incident that is due, under the same rules for its desk as WorkLine; false when none is.  Incidents
    // of a doubtful create are looked at within minutes and then daily while they are open, others once.  [concurrent]
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
