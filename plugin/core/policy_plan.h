#pragma once
// The decision of core/plan.h for alerts of a route with policies (core/policies.h).  Pure, as plan() is.
//
// Several alerts may be one happening.  An alert is a member from its Fired, which settles the membership, to its
// Resolved.  The first member opens the happening's incident; the last one's end closes it.

#include "core/plan.h"

namespace secure_export {

// What a plan by policies depends on besides the alert and its happening.
struct Surroundings {
    Moment now;
    std::optional<Time> maintenance_ends;  // nullopt: no maintenance window of the route covers `now`
    int opened_lately = 0;                 // incidents that the route opened within MaxTickets::per
    int held = 0;                          // happenings of the connection that are held back
};

// Decides about a message of `alert`.  `member`: its own rows, with the times that were received; Known::state is
// `open` while it is a member, `closed` when it is over.  `happening`: that of core/grouping.h; State::unknown when it
// is new.  `route` is the one of the happening's first message; null when it is no longer in the settings, and the
// policies are the defaults then.
Plan plan_by_policies(const Alert& alert, const Known& member, const HappeningState& happening, const Route* route,
                      const Connection& connection, const Surroundings& around);

// Decides about an alert that is new to this happening, whatever its message says: it fires.
Plan plan_joining(const Alert& alert, const Known& member, const HappeningState& happening, const Route* route,
                  const Connection& connection, const Surroundings& around);

// Decides what is due for a happening when no message has come: the end of a hold, of a wait before resolving, a note.
// `alert`: one of its members, for texts; of a happening that is held, one that fires.
Plan plan_due(const Alert& alert, const Known& member, const HappeningState& happening, const Route* route,
              const Connection& connection, const Surroundings& around);

// Adds the alerts that fire in `moved`; the summary's next note lists them.
void add_members(HappeningState& summary, const HappeningState& moved, Tick now);

// Whether a new incident for this happening would be one too many for its route (MaxTickets): then the alert belongs to
// the summary incident.
bool is_too_many(const HappeningState& happening, const Route* route, const Surroundings& around);

// The alert as a new incident of its happening tells it: with the worst severity of several, and a storm's summary.
Alert as_told(Alert alert, const Plan& plan);

// When plan_due() has something to decide next; nullopt: never, unless a message comes.
std::optional<Tick> next_due(const HappeningState& happening, const Route* route);

}  // namespace secure_export
