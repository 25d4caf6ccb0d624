#include "core/lifecycle.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/limits.h"

namespace secure_export {

namespace {

struct Row {
    State now;
    Event seen;
    Step fresh, reopen;  // by policy; mostly the same
};

constexpr Step stay(State state) { return {state, Act::nothing}; }
constexpr Step open_one{State::opening, Act::open_incident};
constexpr Step note_it{State::open, Act::add_note};
constexpr Step resolve_it{State::resolving, Act::resolve_incident};
constexpr Step reopen_it{State::reopening, Act::reopen_incident};
constexpr Step note_what_is_over{State::closed, Act::add_note};
constexpr Step look_for_it{State::closed, Act::resolve_if_found};

using S = State;
using E = Event;

// Rows that are not here change nothing.
constexpr std::array table{
    Row{S::unknown, E::fired, open_one, open_one},
    // Its Fired was overtaken or lost, or an older backup of the mapping was restored: look in the desk.
    Row{S::unknown, E::resolved, look_for_it, look_for_it},

    // A second try: the desk may have the incident already, so the worker looks for our key before it creates.
    Row{S::opening, E::fired, open_one, open_one},
    Row{S::opening, E::fired_again, open_one, open_one},
    Row{S::opening, E::resolved, resolve_it, resolve_it},

    Row{S::open, E::fired, note_it, note_it},
    Row{S::open, E::resolved, resolve_it, resolve_it},

    Row{S::resolving, E::resolved, resolve_it, resolve_it},  // a second try
    Row{S::resolving, E::fired, note_it, note_it},           // the Resolved before it was dropped by an operator

    Row{S::reopening, E::fired, reopen_it, reopen_it},  // a second try
    Row{S::reopening, E::fired_again, reopen_it, reopen_it},
    Row{S::reopening, E::resolved, resolve_it, resolve_it},

    Row{S::closed, E::fired, open_one, reopen_it},

    Row{S::open, E::continues, note_it, note_it},
    Row{S::open, E::follows, note_it, note_it},
    Row{S::closed, E::follows, note_what_is_over, note_what_is_over},
};

constexpr std::array<const char*, 6> state_names{"unknown", "opening", "open", "resolving", "reopening", "closed"};

}  // namespace

const char* name_of(State state) { return state_names[static_cast<std::size_t>(state)]; }

std::optional<State> state_named(const char* name) {
    for (std::size_t i = 0; i < state_names.size(); ++i)
        if (std::string_view(state_names[i]) == name) return static_cast<State>(i);
    return std::nullopt;
}

const char* name_of(Act act) {
    switch (act) {
        case Act::open_incident: return "open_incident";
        case Act::add_note: return "add_note";
        case Act::resolve_incident: return "resolve_incident";
        case Act::reopen_incident: return "reopen_incident";
        case Act::resolve_if_found: return "resolve_if_found";
        case Act::look_up_ci: return "look_up_ci";
        case Act::park: return "park";
        case Act::nothing: break;
    }
    return "nothing";
}

Step step(State now, Event seen, Refire policy) {
    for (const Row& row : table)
        if (row.now == now && row.seen == seen) return policy == Refire::reopen ? row.reopen : row.fresh;
    return stay(now);
}

State done(Act act, State intended) {
    switch (act) {
        case Act::open_incident:
        case Act::reopen_incident: return State::open;
        case Act::add_note: return intended;  // open, or closed: a note leaves it as it is
        case Act::resolve_incident:
        case Act::resolve_if_found: return State::closed;
        case Act::look_up_ci:
        case Act::park:
        case Act::nothing: break;
    }
    return intended;
}

State dropped(State intended) {
    switch (intended) {
        case State::opening:
        case State::reopening: return State::closed;
        case State::resolving: return State::open;
        default: return intended;
    }
}

std::optional<Time> believable(std::optional<Time> reported, Time received_at) {
    return reported && *reported <= received_at + max_sender_skew ? reported : std::nullopt;
}

Event classify(Condition condition, std::optional<Time> reported, std::optional<Time> last_reported) {
    const bool comparable = reported && last_reported;
    if (comparable && *reported < *last_reported) return Event::late;
    if (condition == Condition::resolved) return Event::resolved;
    return comparable && *reported == *last_reported ? Event::fired_again : Event::fired;
}

Event classify(News news, const NewsTimes& times) {
    const auto older_than = [&](const std::optional<Time>& known) {
        return times.sent && known && *times.sent < *known;
    };
    if (older_than(times.last_begun)) return Event::late;
    const bool is_before_the_end = times.sent && times.last_ended && *times.sent <= *times.last_ended + times.skew;
    if (news == News::ends) return is_before_the_end ? Event::late : Event::resolved;
    if (news == News::follows) return Event::follows;
    if (is_before_the_end) return Event::late;
    return news == News::begins ? Event::fired : Event::continues;
}

std::optional<Time> newest(std::optional<Time> a, std::optional<Time> b) { return !b ? a : !a ? b : std::max(*a, *b); }

const char* why_nothing(Event event, State state) {
    if (event == Event::late) return "late: a newer firing is known";
    if (event == Event::fired_again) return "a repeat of a firing that is known";
    if (state == State::unknown) return "Resolved arrived before its Fired: recorded, no incident is opened for it";
    return "already over";
}

const char* why_no_news(Event event, State state) {
    if (event == Event::late) return "late: newer news of it is known";
    if (event == Event::resolved && state == State::closed) return "already over";
    if (event == Event::resolved)
        return "the end came, but no beginning of it is known: recorded, no incident is opened for it";
    if (state != State::unknown && state != State::open && state != State::closed)
        return "its incident is being changed: recorded";
    if (event == Event::follows) return "comes after the end of what had no incident: recorded";
    if (state == State::closed) return "already over";
    return "it continues, but no beginning of it is known: recorded, no incident is opened for it";
}

}  // namespace secure_export
