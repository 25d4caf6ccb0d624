#pragma once
// The result of carrying out a plan in the desk.  Recording writes it into the mapping in one transaction.

#include <variant>

#include "db/store/bindings.h"
#include "service/known.h"
#include "service/watched_desk.h"

namespace secure_export::service {

// The act is done, or is no longer needed.
struct Finished {
    explicit Finished(State state) : next(state) {}
    State next;                        // the alert's state from now on
    bool look_for_duplicates = false;  // schedule a search for duplicates of the incident in the desk
    std::optional<db::Binding> binding;
    std::optional<db::Unbound> unbound;
};
// People have closed the incident in the desk, so a second plan must decide about this firing.  The rows already have
// the incident as closed.
struct PlanAgain {};
// The configuration item was looked up, so a second plan can group by it.
struct CiLookedUp {};
// The act must wait, and nothing has failed.
struct Wait {
    Milliseconds for_how_long;
    std::string why;
};
using Ending = std::variant<Finished, PlanAgain, CiLookedUp, Wait>;

struct ActResult {
    Rows rows;  // after the act, also if it failed
    std::vector<AuditEntry> audit_trail;
    // Whether a create took longer than the desk's time limit; nullopt when none was sent.
    std::optional<bool> create_was_slow;
    std::optional<db::Binding> looked_up;  // with CiLookedUp: to be remembered
    CallOutcome call_outcome;
    // On an Error the same act is retried later if must_wait() holds; otherwise the delivery is parked.
    Result<Ending> ending;
};

}  // namespace secure_export::service
