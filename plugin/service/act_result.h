#pragma once
// What carrying out a plan in the desk has come to; written into the mapping in one transaction.

#include <variant>

#include "db/store/bindings.h"
#include "service/known.h"
#include "service/watched_desk.h"

namespace secure_export::service {

// The act is done, or needs doing no more.
struct Finished {
    explicit Finished(State state) : next(state) {}
    State next;                        // where it leaves the alert
    bool look_for_duplicates = false;  // the desk is to be asked soon for duplicates of the incident
    std::optional<db::Binding> binding;
    std::optional<db::Unbound> unbound;
};
// The desk's people have ended the incident, so this firing is a new matter, for a second plan to decide: the rows say
// that it is over.
struct PlanAgain {};
// Nothing can be done for so long, and nobody is to blame.
struct Wait {
    Milliseconds for_how_long;
    std::string why;
};
using Ending = std::variant<Finished, PlanAgain, Wait>;

struct ActResult {
    Rows rows;  // as the act left them, also where it failed
    std::vector<AuditEntry> audit_trail;
    // Whether a create that was sent outlasted the desk's time limit; nothing when none was sent.
    std::optional<bool> create_was_slow;
    CallOutcome call_outcome;
    // After an Error the same act is tried again later (must_wait()) or the delivery is parked.
    Result<Ending> ending;
};

}  // namespace secure_export::service
