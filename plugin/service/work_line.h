#pragma once
// The work line: one delivery at a time from the inbox to the desk.  Intent is committed before the desk is called and
// the outcome in one transaction after it; no lock or transaction is held across the call.

#include "service/desk_directory.h"
#include "service/unwritten.h"
#include "service/work_job.h"

namespace secure_export::service {

class WorkLine {
public:
    WorkLine(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, Unwritten& unwritten,
             const Environment& env);

    // Does one item that is due; false when none is.  An Error means that the database is away: what was claimed comes
    // back when its lease ends.  An item that cannot be worked on at all is parked, lest it hold up all others.
    // `holder` names the process for others to see whether it lives.  [concurrent]
    Result<bool> once(const std::string& holder);

private:
    enum class Begun { nothing_due, settled, to_do };
    Result<Begun> begin(const std::string& holder, Job& job);
    Begun decide(db::Transaction& tx, Job& job, Result<Alert> alert);
    Outcome park_unworkable(const std::string& holder, std::int64_t delivery, const std::string& why);
    Result<Effects> act(Job& job);
    Outcome record(Job& job, const Result<Effects>& effects);
    Outcome finish(Job& job, const Effects& effects);
    Outcome wait(Job& job, const Effects::Wait& wait);
    Outcome record_anyway(db::Transaction& tx, const Job& job, const Moment& moment);
    Outcome give_back(Job& job, const Error& why);
    void report(db::Transaction& tx, Job& job, const Moment& now);

    db::Database& database_;
    Snapshots& snapshots_;
    DeskDirectory& desks_;
    Unwritten& unwritten_;
    const Environment& env_;
};

}  // namespace secure_export::service
