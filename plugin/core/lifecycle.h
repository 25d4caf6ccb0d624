#pragma once
// The life of an alert: pure, no clock, no database, no desk.

#include <optional>

#include "core/alert.h"
#include "core/desk.h"
#include "core/settings.h"

namespace secure_export {

enum class State {
    unknown,    // nothing was heard of it
    opening,    // intent to open is committed; the desk may have it already
    open,       // its incident is open, as far as we know
    resolving,  // intent to resolve is committed
    reopening,  // intent to open again is committed
    closed,     // over: resolved by us or by people, or Resolved came before Fired
};
const char* name_of(State state);
std::optional<State> state_named(const char* name);

enum class Event {
    fired,        // first news, or newer than all we acted on
    fired_again,  // a repeat of the Fired that we acted on
    resolved,
    late,  // older than what we last acted on
};

enum class Act {
    nothing,
    open_incident,
    add_note,
    resolve_incident,
    reopen_incident,
    resolve_if_found,  // the mapping knows nothing of it: an incident that the desk has under our key is resolved
    park,              // an operator has to look first; step() never says so, core/plan does
};
const char* name_of(Act act);  // "nothing", "open_incident", ... for screens and scripts

struct Step {
    State next;
    Act act;
    bool operator==(const Step&) const = default;
};

// What to do about `seen`.  `next` is committed before the act is carried out.  A second try of the same item finds
// `opening`, `resolving` or `reopening` and is told to do the same act again.
Step step(State now, Event seen, Refire policy);

// Why nothing is to be done about `seen` in that state, for people.
const char* why_nothing(Event seen, State now);

// Where the act leaves the alert once the desk has done it.
State done(Act act, State intended);

// Where the alert stands once an operator has dropped the item whose act was intended.
State dropped(State intended);

// A time that the sender told, as far as it can be believed: one later than 10 minutes after its reception comes from a
// broken clock or a made-up body and counts as not told, or it would make all news after it look late.
std::optional<Time> believable(std::optional<Time> reported, Time received_at);

// Which event a notification is.  `reported` is the firing it tells of (firedDateTime, which Fired and its Resolved
// share), `last_reported` the newest one that was told before; nothing where the sender told none.  Only told times are
// compared: where one of the two is missing, the order of arrival decides.
Event classify(Condition condition, std::optional<Time> reported, std::optional<Time> last_reported);

// The newer of two times, of which either may be missing.
std::optional<Time> newest(std::optional<Time> a, std::optional<Time> b);

}  // namespace secure_export
