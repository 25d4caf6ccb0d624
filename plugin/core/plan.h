#pragma once
// Decides what to do about an alert, and why.  Pure: no clock, no database, no desk.  The work line carries a Plan out,
// a dry run prints it.

#include <optional>
#include <string>

#include "core/alert.h"
#include "core/happening_state.h"
#include "core/lifecycle.h"
#include "core/settings.h"

namespace secure_export {

// What the mapping has recorded about an alert before this message.  Default: nothing was received about it.
struct Known {
    State state = State::unknown;
    std::optional<Time> last_fired;         // the newest time of firing that was received
    std::optional<Time> last_resolved;      // of the end that was acted on
    int generation = 0;                     // number of incidents begun for it so far
    std::optional<KnownIncident> incident;  // the current one, open or over
    std::string rule, first_target;         // of its Fired
    std::string severity;                   // of its Fired
    // An operator has confirmed this message although it contradicts the Fired.
    bool confirmed = false;
};

enum class NoteAbout {
    fired_again,
    joined,    // another alert of the group fires
    left,      // an alert of the group is over, others are not
    over,      // the last alert is over, and the incident is left to people (OnResolved::note)
    list,      // what came and went since the last note
    flapping,  // it begins to flap, or does so still
    calm,      // it does not flap any more
};

// Made by plan(), plan_by_policies() and plan_due() only.
struct Plan {
    Event event = Event::late;  // the message, classified against what was known
    Act act = Act::nothing;
    State next = State::unknown;   // committed before the act is carried out; with Act::nothing, the unchanged state
    bool new_incident = false;     // the act concerns an incident that the mapping does not have yet
    bool second_try = false;       // the act was intended before: the desk may have carried it out already
    std::string subject_key;       // correlation_key(): what the incident is opened for
    const Route* route = nullptr;  // one of the connection's; null: none matches
    std::string desk;              // the desk that carries the act out
    // The number of the incident, counted from 1 per alert; for resolve_if_found, of the first one to look for in the
    // desk.  desk_key() derives the desk's key from it.
    int generation = 0;
    std::string severity_before;          // of the previous firing; empty: unknown
    std::optional<Time> fired, resolved;  // as given by the sender, if plausible
    Milliseconds hold{0};                 // how long the incident is held back (RoutePolicies::hold, maintenance)
    // What a note says; with Act::add_note only.
    NoteAbout note = NoteAbout::fired_again;
    std::optional<Severity> raise;  // the incident's severity rises to this
    // Alerts of a route with policies (core/policy_plan.h): of this alert, and of its happening, once the act is done.
    State member = State::unknown;
    std::optional<HappeningState> happening;
    // Of a message about a happening that by its route would go to another desk than the incident's: says so, for the
    // audit trail; otherwise empty.
    std::string elsewhere;
    std::string if_not_found;  // explains that nothing was done; with Act::resolve_if_found only
    std::string why;           // explains the act to people, in the conditional ("would be ...")

    bool operator==(const Plan&) const = default;
};

// `received_at`: when the message arrived; times far after it are implausible.  The plan points into `connection`,
// which must outlive it.
Plan plan(const Alert& alert, const Known& known, const Connection& connection, Time received_at);

// The times of an alert once the plan was acted on.  Only times given by the sender count; but a Resolved without one
// ends the alert when it arrived.
void remember_times(std::optional<Time>& last_fired, std::optional<Time>& last_resolved, const Alert& alert,
                    const Plan& plan, Time received_at);

// The value of Known::first_target for `alert`.
std::string first_target(const Alert& alert);

}  // namespace secure_export
