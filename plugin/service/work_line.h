#pragma once
// The work line: one delivery at a time from the inbox to the desk.  Claim, read, plan, commit the intent, act, record:
// the intent is committed before the desk is called and the outcome in one transaction after it; no lock or transaction
// is held across the call, nor while a body is read.

#include "service/desk_acts.h"
#include "service/desk_directory.h"
#include "service/recording.h"
#include "service/unwritten.h"

namespace secure_export::service {

class WorkLine {
public:
    WorkLine(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, Unwritten& unwritten,
             const Environment& env);

    // Does one item that is due; false when none is.  An Error means that the database is away: what was claimed comes
    // back when its lease ends.  An item that cannot be worked on at all is parked, lest it hold up all others.
    // `lease_owner` names the process for others to see whether it lives.  [concurrent]
    Result<bool> once(const std::string& lease_owner);

private:
    Result<Begun> begin(const std::string& lease_owner);
    Result<Begun> claim_and_intend(const std::string& lease_owner, std::int64_t& delivery);
    Begun intend_read(db::Transaction& tx, std::shared_ptr<const Snapshot> snapshot, db::Item item,
                      Result<Alert> alert);
    Outcome park_unworkable(const std::string& lease_owner, std::int64_t delivery, const std::string& why);
    ActResult act(const Intended& intended);
    Result<Ending> carry_out_in_desk(Acting& acting, const Intended& intended, CallOutcome& call_outcome);

    db::Database& database_;
    Snapshots& snapshots_;
    DeskDirectory& desks_;
    Unwritten& unwritten_;
    const Environment& env_;
    Recording recording_;
};

}  // namespace secure_export::service
