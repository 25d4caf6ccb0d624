#pragma once
// The request line: authorize, read what must be known, commit, answer.  Touches memory and the database alone.

#include <functional>
#include <span>

#include "core/exchange.h"
#include "db/store/inbox.h"
#include "service/accepted_log.h"
#include "service/caps.h"
#include "service/database_probe.h"
#include "service/refusal_log.h"
#include "service/snapshot.h"
#include "service/wall_clock.h"

namespace secure_export::service {

class Intake {
public:
    Intake(db::Database& database, Snapshots& snapshots, RefusalLog& refusals, DatabaseProbe& probe, WallClock& wall,
           const Environment& env);

    // Decides by the headers alone: `refuse` is called for each request that take() would refuse for its token.  It
    // keeps nothing, so those that go on are looked at again.  [concurrent]
    void admit(std::span<const Request> heads, const Answer& refuse);

    // Answers every request of the alert endpoint, all that are accepted after one commit.  `answer` is called once for
    // each, with its place in `requests`.  [concurrent]
    void take(std::span<const Request> requests, const Answer& answer);
    // What the log has still to be told of what was accepted.  [concurrent]
    void write_if_due() { accepted_.write_if_due(); }

private:
    struct Batch;
    void sort_out(const Request& request, std::size_t index, const Snapshot& snapshot, Time now, Batch& batch);
    void tell_health(const Batch& batch, const Outcome& stored);
    Outcome store(Batch& batch, const Snapshot& snapshot, Time now);
    // Records what came while there is no connection at all; the answer, whatever the token: 503, since settings that
    // are missing may come back, and Azure repeats no 401.
    Reply unconfigured(const Request& request, Time now);
    // Records what a cap refused; the answer.
    Reply capped(const Connection& connection, db::Cap cap, const std::string& caller, const Request& request,
                 Time now);
    Reply denied(const inbound::Denied& denied, const Request& request, const Snapshot& snapshot, Time now,
                 Batch& batch);

    db::Database& database_;
    Snapshots& snapshots_;
    RefusalLog& refusals_;
    DatabaseProbe& probe_;
    WallClock& wall_;
    Caps caps_;
    const Environment& env_;
    AcceptedLog accepted_;
};

}  // namespace secure_export::service
