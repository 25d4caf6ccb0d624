#pragma once
// The work line takes one delivery at a time from the inbox to the desk: claim, parse, plan, commit the intent, act,
// record.  The intent is committed before the desk is called, the outcome in one transaction after it.  No lock or
// transaction is held during a call or while a body is parsed.

#include "service/desk_acts.h"
#include "service/desk_directory.h"
#include "service/recording.h"
#include "service/unwritten.h"

namespace secure_export::service {

class WorkLine {
public:
    WorkLine(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, Unwritten& unwritten,
             const Environment& env);

    // Handles one item that is due; false when none is.  An Error means that the database is unavailable: the claimed
    // item becomes due again when its lease ends.  An item that cannot be worked on is parked, so that it does not hold
    // up the others.  `lease_owner`: this process, so that others see when it dies (WorkerPresence).  [concurrent]
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
