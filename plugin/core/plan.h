#pragma once
// The one decision: what is to be done about an alert, and why.  Pure: no clock, no database, no desk.  The work line
// carries a Plan out, a dry run prints the same one.

#include <optional>
#include <string>

#include "core/alert.h"
#include "core/lifecycle.h"
#include "core/settings.h"

namespace secure_export {

// The incident that a happening has now, as the mapping knows it.
struct KnownIncident {
    std::string desk;    // the one it was opened in, whatever is configured since
    std::string number;  // empty until the desk has told it
};

// What the mapping knows of the happening that an alert belongs to.  As it stands here: nothing was heard of it.
struct Known {
    State state = State::unknown;
    std::optional<Time> last_fired;         // the newest firing that was told
    int generation = 0;                     // incidents begun for it so far
    std::optional<KnownIncident> incident;  // the current one, open or over
    std::string rule, first_target;         // as its Fired told them
    std::string severity;                   // the same
    // An operator has seen that this delivery contradicts the Fired, and wants it done all the same.
    bool confirmed = false;
};

// Only plan() makes one.
struct Plan {
    Event event = Event::late;  // what the alert is, seen from what was known
    Act act = Act::nothing;
    State next = State::unknown;   // committed before the act is carried out; where nothing is done, the state it keeps
    bool new_incident = false;     // the act is about an incident that the mapping does not know yet
    bool second_try = false;       // the act was intended before: the desk may have done it already
    std::string subject_key;       // the key of what the incident stands for; today correlation_key(): one alert
    const Route* route = nullptr;  // one of the connection's; null: none fits
    std::string desk;              // where the act is carried out
    // Which incident of the happening, counted from 1, the act is about; for resolve_if_found, the first that the desk
    // is asked for.  desk_key() makes the desk's key of it.
    int generation = 0;
    std::string severity_before;          // as the firing before told it; empty: none did
    std::optional<Time> fired, resolved;  // as the sender told, where that can be believed
    // How long to wait with the act, for what may make it needless.  Room for a policy: none sets it today, and the
    // work line does not heed it yet.
    Milliseconds hold{0};
    std::string why;  // for people, of the act as one that would be carried out

    bool operator==(const Plan&) const = default;
};

// `received_at`: when the alert came, which bounds the times that can be believed.  The plan points into `connection`,
// which outlives it.
Plan plan(const Alert& alert, const Known& known, const Connection& connection, Time received_at);

// What Known::first_target is of an alert.
std::string first_target(const Alert& alert);

}  // namespace secure_export
