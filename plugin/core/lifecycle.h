#pragma once
// The life of an alert: pure, no clock, no database, no desk.

#include <optional>

#include "core/alert.h"
#include "core/desk.h"
#include "core/settings.h"

namespace secure_export {

enum class State {
    unknown,    // nothing was received about it yet
    opening,    // the intent to open is committed; the desk may have the incident already
    open,       // its incident is open, as far as we know
    resolving,  // the intent to resolve is committed
    reopening,  // the intent to reopen is committed
    closed,     // over: resolved by us or by people, or Resolved came before Fired
};
const char* name_of(State state);
std::optional<State> state_named(const char* name);

enum class Event {
    fired,        // the first message, or one newer than all that were acted on
    fired_again,  // a repeat of the Fired that was acted on
    resolved,
    late,  // older than the message that was last acted on
    // Of a happening only (News in core/alert.h); `fired`, `resolved` and `late` are its other news.
    continues,
    follows,
    due,  // no message: a time that a policy set has come (core/policy_plan.h)
};

enum class Act {
    nothing,
    open_incident,
    add_note,
    resolve_incident,
    reopen_incident,
    resolve_if_found,  // the mapping has no incident: resolve the one that the desk has under our key, if any
    look_up_ci,        // the route groups by it: plan again with it; never returned by step()
    park,              // an operator must decide first; never returned by step(), only by plan() (core/plan.h)
};
const char* name_of(Act act);  // "nothing", "open_incident", ... for screens and scripts

struct Step {
    State next;
    Act act;
    bool operator==(const Step&) const = default;
};

// The act for event `seen` in state `now`.  `next` is committed before the act is carried out.  A retry of the same
// item finds `opening`, `resolving` or `reopening` and gets the same act again.
Step step(State now, Event seen, Refire policy);

// Explains to people why event `seen` needs no act in state `now`.
const char* why_nothing(Event seen, State now);
// The same of a message about a happening.
const char* why_no_news(Event seen, State now);

// The state after the desk has carried out `act`.
State done(Act act, State intended);

// The state after an operator has dropped the item whose act was intended.
State dropped(State intended);

// The sender's time if it is plausible.  A time more than 10 minutes after its reception comes from a wrong clock or a
// made-up body; nullopt is returned, for otherwise every later message would look late.
std::optional<Time> believable(std::optional<Time> reported, Time received_at);

// Classifies a message.  `reported` is the time of its firing (firedDateTime, which a Fired and its Resolved share),
// `last_reported` the newest one received before; nullopt where the sender gave none.  Only times given by the sender
// are compared: if one of the two is missing, the order of arrival decides.
Event classify(Condition condition, std::optional<Time> reported, std::optional<Time> last_reported);

// Classifies a message about a happening (core/happening.h).  All are compared by the time they were sent at, `sent`.
// `last_begun`: the newest time of a message that begins; `last_ended`: that of the end that was acted on.  Late are:
// what is older than last_begun; what begins, continues or ends and is not newer than last_ended.  Each subscription
// gets copies of its own of what Service Health reports, so copies count as sent before the end up to `skew` after it.
struct NewsTimes {
    std::optional<Time> sent, last_begun, last_ended;
    Milliseconds skew{0};
};
Event classify(News news, const NewsTimes& times);

// The newer of two times, either of which may be missing.
std::optional<Time> newest(std::optional<Time> a, std::optional<Time> b);

}  // namespace secure_export
