#pragma once
// The request line: authorizes a request, reads its Notice, commits it, answers.  Uses memory and the database only; no
// desk, no network.

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

    // Decides by the headers alone, before the bodies are received: calls `refuse` for each request whose token take()
    // would reject.  Nothing is kept: take() checks the others again.  [concurrent]
    void admit(std::span<const Request> heads, const Answer& refuse);

    // Answers requests of the alert endpoint; all accepted ones are stored by one commit before they are answered.
    // `answer` is called once for each, with its index in `requests`.  [concurrent]
    void take(std::span<const Request> requests, const Answer& answer);
    // Writes the pending log line about accepted alerts.  [concurrent]
    void write_if_due() { accepted_.write_if_due(); }

private:
    struct Batch;
    void sort_out(const Request& request, std::size_t index, const Snapshot& snapshot, Time now, Batch& batch);
    void tell_health(const Batch& batch, const Outcome& stored);
    Outcome store(Batch& batch, const Snapshot& snapshot, Time now);
    // Records a request that arrived while no connection is configured, and returns 503 whatever its token: the
    // settings may be restored, and Azure does not retry after 401.
    Reply unconfigured(const Request& request, Time now);
    // Records a request that a cap refused; returns the reply.
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
