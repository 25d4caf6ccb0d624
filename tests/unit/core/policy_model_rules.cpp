// The rules, each with the sentence that it comes from.
#include "tests/unit/core/policy_model.h"

namespace histories {

const Rules& rules_of_the_text() {
    static const Rules rules{
        // A message of a happening whose incident is not open.
        {Stand::none, News::begins, Case::no_ticket, Then::record, "ticket: no: recorded and counted only"},
        {Stand::none, News::begins, Case::covered, Then::hold, "maintenance: what matches opens nothing"},
        {Stand::none, News::begins, Case::to_hold, Then::hold, "hold: open only if it still fires after so long"},
        {Stand::none, News::begins, Case::refired, Then::reopen,
         "refire: reopen: the alert's incident is opened again"},
        {Stand::none, News::begins, Case::soon, Then::reopen,
         "reopen_within: fires again soon after its end: reopen instead of a new one"},
        {Stand::none, News::begins, Case::too_many, Then::summary, "max_tickets: the rest on one summary ticket"},
        {Stand::none, News::begins, Case::always, Then::open, "an incident for a happening"},

        // It is held back.
        {Stand::held, News::begins, Case::always, Then::keep, "hold: open only if it still fires after so long"},
        {Stand::held, News::again, Case::always, Then::keep, "hold: open only if it still fires after so long"},
        {Stand::held, News::one_ends, Case::always, Then::keep, "it still fires"},
        {Stand::held, News::last_ends, Case::always, Then::forget, "hold: ended before: no ticket, and why"},
        {Stand::held, News::quiet_passed, Case::always, Then::forget, "quiet_after: over; ended before: no ticket"},
        {Stand::held, News::hold_passed, Case::covered, Then::hold, "maintenance: what matches opens nothing"},
        {Stand::held, News::hold_passed, Case::soon, Then::reopen,
         "reopen_within: it fired again soon after its end, though held since"},
        {Stand::held, News::hold_passed, Case::too_many, Then::summary, "max_tickets: the rest on one summary ticket"},
        {Stand::held, News::hold_passed, Case::always, Then::open, "what still fires opens then"},

        // Its incident is open.
        {Stand::open, News::begins, Case::always, Then::tell, "joins are notes"},
        {Stand::open, News::again, Case::always, Then::tell, "fired again: a note"},
        {Stand::open, News::one_ends, Case::always, Then::tell, "leaves are notes"},
        {Stand::open, News::last_ends, Case::flaps, Then::wait, "flapping: it stays open"},
        {Stand::open, News::last_ends, Case::to_note, Then::tell_over, "on_resolved: note"},
        {Stand::open, News::last_ends, Case::to_leave, Then::leave, "on_resolved: nothing"},
        {Stand::open, News::last_ends, Case::to_wait, Then::wait,
         "hold_resolve: resolve only if it did not fire again for so long"},
        {Stand::open, News::last_ends, Case::always, Then::resolve, "resolved when its last member is over"},
        {Stand::open, News::quiet_passed, Case::to_note, Then::tell_over, "quiet_after: over; on_resolved: note"},
        {Stand::open, News::quiet_passed, Case::to_leave, Then::leave, "quiet_after: over; on_resolved: nothing"},
        {Stand::open, News::quiet_passed, Case::always, Then::resolve, "quiet_after: over after so long without news"},

        // All are over, and it is still open.
        {Stand::waiting, News::begins, Case::always, Then::tell, "it fired again: not resolved; one open incident"},
        {Stand::waiting, News::wait_passed, Case::to_note, Then::tell_over, "on_resolved: note"},
        {Stand::waiting, News::wait_passed, Case::to_leave, Then::leave, "on_resolved: nothing"},
        {Stand::waiting, News::wait_passed, Case::always, Then::resolve, "hold_resolve passed: resolve"},

        // It was left to people.
        {Stand::left, News::begins, Case::always, Then::tell, "one open incident per happening"},
    };
    return rules;
}

const char* name_of(Then then) {
    switch (then) {
        case Then::record: return "record it only";
        case Then::hold: return "hold it back";
        case Then::keep: return "keep it held";
        case Then::open: return "open an incident";
        case Then::reopen: return "reopen the incident";
        case Then::summary: return "put it on the summary";
        case Then::tell: return "add a note";
        case Then::forget: return "forget it: over before it was opened";
        case Then::wait: return "leave the incident open for now";
        case Then::resolve: return "resolve the incident";
        case Then::tell_over: return "add a note that it is over";
        case Then::leave: return "leave the incident to people";
    }
    return "?";
}

}  // namespace histories
