// Long: one decision, whose rules refer to each other.
#include "core/policy_plan.h"

#include <algorithm>

#include "core/happening_notes.h"
#include "core/limits.h"
#include "core/notes.h"
#include "core/routing.h"
#include "core/timestamps.h"

namespace secure_export {
namespace {

bool is_fresh(State state) { return state == State::unknown || state == State::closed; }

std::string count_of(int members) { return std::to_string(members) + (members == 1 ? " alert" : " alerts"); }

std::optional<Severity> worse(std::optional<Severity> a, std::optional<Severity> b) {
    return !a ? b : !b ? a : std::min(*a, *b);
}

std::string span_in_words(Milliseconds length) { return length_in_words(std::chrono::duration_cast<Seconds>(length)); }

// When the alerts that fire are over for want of news; nullopt: never.
std::optional<Tick> quiet_at(const HappeningState& is, const RoutePolicies& policies) {
    if (policies.quiet_after.count() == 0 || !is.last_news || is.members == 0) return std::nullopt;
    return *is.last_news + policies.quiet_after;
}

// One decision; `plan.happening` is what the happening becomes.
class Decision {
public:
    Decision(const Alert& alert, const Known& member, const HappeningState& before, const Route* route,
             const Connection& connection, const Surroundings& around)
        : alert_(alert),
          member_(member),
          before_(before),
          after_(before),
          policies_(route ? route->policies : RoutePolicies{}),
          refire_(connection.refire),
          around_(around),
          now_(around.now.tick) {
        plan_.member = member.state;
    }

    Plan of_message(Plan base) {
        plan_ = std::move(base);
        plan_.member = member_.state;
        switch (plan_.event) {
            case Event::late: nothing(why_nothing(Event::late, member_.state)); break;
            case Event::fired_again: repeat(); break;
            case Event::resolved: end(); break;
            case Event::continues:
            case Event::follows: tell(); break;
            default: fire(); break;
        }
        return finished();
    }

    Plan of_due() {
        plan_.event = Event::due;
        switch (before_.state) {
            case State::opening:
            case State::reopening: begin(); break;
            case State::resolving: resolve(incident() + " would be resolved"); break;
            case State::open: due_of_open(); break;
            default: due_of_held(); break;
        }
        return finished();
    }

private:
    void nothing(std::string why) {
        plan_.act = Act::nothing;
        plan_.next = after_.state = before_.state;
        plan_.why = std::move(why);
    }

    void repeat() {
        if (before_.state == State::opening || before_.state == State::reopening) return fire();
        nothing(why_nothing(Event::fired_again, member_.state));
    }

    // News that neither begin nor end anything.
    void tell() {
        if (before_.state != State::open) return nothing(why_no_news(plan_.event, before_.state));
        after_.last_news = now_;
        note_it(NoteAbout::fired_again);
    }

    // --- A Fired

    void fire() {
        joins_ = member_.state != State::open;
        if (joins_) ++after_.members;
        plan_.member = State::open;
        after_.last_news = now_;
        after_.resolve_at.reset();
        change();
        if (before_.state == State::opening || before_.state == State::reopening) return begin();
        if (!is_fresh(before_.state)) return note_it(joins_ ? NoteAbout::joined : NoteAbout::fired_again);
        if (before_.summary) return begin();
        if (before_.hold_until) {
            after_.severity = worse(after_.severity, alert_.severity);
            return nothing(held_words(*before_.hold_until));
        }
        const Milliseconds hold = around_.held < max_held_happenings ? policies_.hold : Milliseconds(0);
        if (!around_.maintenance_ends && hold.count() == 0) return begin();
        // Whether it fires soon after its end is settled now: the hold may well be longer than reopen_within.
        after_.ended =
            can_be_reopened() ? std::optional(before_.ended.value_or(before_.opened.value_or(now_))) : std::nullopt;
        after_.severity = alert_.severity;
        hold_back(hold);
    }

    // At least for `hold`, and to the end of a maintenance window.
    void hold_back(Milliseconds hold) {
        const Milliseconds window =
            around_.maintenance_ends ? *around_.maintenance_ends - around_.now.wall : Milliseconds(0);
        plan_.hold = std::max({Milliseconds(0), window, hold});
        after_.hold_until = now_ + plan_.hold;
        after_.in_maintenance = around_.maintenance_ends.has_value();
        nothing(held_words(*after_.hold_until));
    }

    std::string held_words(Tick until) const {
        const std::string when = for_people(around_.now.wall_at(until));
        return after_.in_maintenance
                   ? "in a maintenance window: an incident would be opened if it still fires at its end, " + when
                   : "held: an incident would be opened if it still fires at " + when;
    }

    // A second try finds the happening `opening` or `reopening`, and does the same again.
    void begin() {
        const bool again = before_.state == State::opening || before_.state == State::reopening;
        const bool reopen = again ? before_.state == State::reopening : can_be_reopened();
        const bool was_held = before_.hold_until.has_value();
        plan_.act = reopen ? Act::reopen_incident : Act::open_incident;
        plan_.next = reopen ? State::reopening : State::opening;
        plan_.new_incident = !reopen && before_.state != State::opening;
        after_.state = State::open;
        after_.hold_until.reset();
        after_.in_maintenance = false;
        after_.ended.reset();
        after_.opened = now_;
        after_.noted = now_;
        after_.unnoted = 0;
        after_.note_at.reset();
        // Of several that were held, the first gives the texts and the worst the severity.  What is due is worked on
        // with a message that may be a late one. The summary of a storm may have been given alerts that were held.
        const bool of_several = was_held || reopen || (before_.summary && before_.members > 0);
        if (plan_.event != Event::due)
            after_.severity = of_several ? worse(before_.severity, alert_.severity) : alert_.severity;
        // An incident that is reopened has its severity in the desk.
        const std::optional<Severity> has = reopen ? before_.desk_severity : alert_.severity;
        if (reopen ? worse(has, after_.severity) != has : after_.severity != has) plan_.raise = after_.severity;
        after_.desk_severity = reopen ? worse(before_.desk_severity, after_.severity) : after_.severity;
        after_.last_news = after_.last_news ? after_.last_news : std::optional(now_);
        if (plan_.new_incident) {
            ++after_.generation;
            after_.incident.reset();
        }
        plan_.why = reopen ? incident() + " would be opened again" : "a new incident would be opened";
        if (begins_to_flap()) after_.note_at = now_;
    }

    bool can_be_reopened() const {
        if (!before_.incident || before_.summary) return false;
        if (before_.hold_until) return before_.ended.has_value();
        if (before_.ended && policies_.reopen_within.count() > 0 && now_ - *before_.ended <= policies_.reopen_within)
            return true;
        return refire_ == Refire::reopen && member_.state == State::closed && member_.incident == before_.incident;
    }

    // --- A Resolved

    void end() {
        if (member_.state != State::open) return nothing(why_nothing(Event::resolved, State::closed));
        plan_.member = State::closed;
        after_.members = std::max(0, after_.members - 1);
        after_.last_news = now_;
        change();
        if (is_fresh(before_.state)) return end_without_incident();
        if (after_.members > 0) {
            if (before_.state == State::opening || before_.state == State::reopening) return begin();
            return note_it(NoteAbout::left);
        }
        last_is_over();
    }

    void end_without_incident() {
        if (!before_.hold_until) return nothing(why_nothing(Event::resolved, State::closed));
        const std::string held = before_.in_maintenance ? "the maintenance window" : "its hold";
        if (after_.members > 0)
            return nothing("over before the end of " + held + "; " + count_of(after_.members) + " of it still fire");
        give_up("over before the end of " + held + ": no incident is opened for it");
    }

    // What was held back leaves no trace in an earlier incident that may be reopened.
    void give_up(std::string why) {
        after_.members = 0;
        after_.hold_until.reset();
        after_.in_maintenance = false;
        after_.severity = before_.desk_severity;
        nothing(std::move(why));
        plan_.next = after_.state = State::closed;
    }

    void last_is_over() {
        if (!is_over_already()) after_.ended = now_;
        if (plan_.event != Event::due && begins_to_flap()) return note_it(NoteAbout::flapping);
        if (after_.flapping) return later_note("it flaps: " + incident() + " stays open");
        switch (policies_.on_resolved) {
            case OnResolved::nothing:
                return nothing(incident() + " is left to people: the route does nothing when it is over");
            case OnResolved::note: return note_it(NoteAbout::over);
            case OnResolved::resolve: break;
        }
        if (policies_.hold_resolve.count() == 0) return resolve(incident() + " would be resolved");
        after_.resolve_at = std::max(now_, *after_.ended + policies_.hold_resolve);
        nothing(incident() + " would be resolved if nothing fires again until " +
                for_people(around_.now.wall_at(*after_.resolve_at)));
    }

    bool is_over_already() const { return before_.members == 0 && before_.ended; }

    void resolve(std::string why) {
        plan_.act = Act::resolve_incident;
        plan_.next = State::resolving;
        after_.state = State::closed;
        if (!is_over_already()) after_.ended = now_;
        after_.members = 0;
        after_.resolve_at.reset();
        after_.note_at.reset();
        after_.unnoted = 0;
        after_.flapping = false;
        plan_.why = std::move(why);
    }

    // --- Notes

    void note_it(NoteAbout about) {
        if (plan_.event != Event::due && begins_to_flap()) about = NoteAbout::flapping;
        if (plan_.event != Event::resolved && plan_.event != Event::due)
            after_.severity = worse(after_.severity, alert_.severity);
        if (worse(after_.desk_severity, after_.severity) != after_.desk_severity)
            plan_.raise = after_.desk_severity = after_.severity;
        const bool in_a_list = before_.summary || before_.flapping || before_.members >= max_noted_members;
        if (in_a_list && !plan_.raise && plan_.event != Event::due && about != NoteAbout::flapping &&
            about != NoteAbout::over)
            return later_note("listed in the next note of " + incident());
        plan_.act = Act::add_note;
        plan_.note = about;
        plan_.next = after_.state = State::open;
        if (about == NoteAbout::flapping || about == NoteAbout::calm || about == NoteAbout::list ||
            about == NoteAbout::over) {
            after_.noted = now_;
            after_.unnoted = 0;
            after_.note_at = after_.flapping ? std::optional(now_ + between_flapping_notes) : std::nullopt;
        }
        plan_.why = incident() + " would get a note" + note_words(about);
    }

    std::string note_words(NoteAbout about) const {
        switch (about) {
            case NoteAbout::fired_again: return " that it fired again";
            case NoteAbout::joined:
                return ": one more alert of it fires, " + std::to_string(after_.members) + " in all";
            case NoteAbout::left: return ": an alert of it is over, " + count_of(after_.members) + " still fire";
            case NoteAbout::over: return " that it is over; the route leaves closing to people";
            case NoteAbout::list: return " about " + count_of(before_.unnoted) + " that came or went";
            case NoteAbout::flapping: return " that it flaps";
            case NoteAbout::calm: break;
        }
        return " that it does not flap any more";
    }

    void later_note(std::string why) {
        ++after_.unnoted;
        if (!after_.note_at)
            after_.note_at = std::max(
                now_, after_.noted.value_or(now_) + (after_.flapping ? between_flapping_notes : between_lists));
        nothing(std::move(why));
    }

    // --- Flapping

    void change() {
        // Of a storm's summary each alert begins and ends by itself.
        if (!policies_.flapping || before_.summary) return after_.changes.clear();
        after_.changes.push_back(now_);
        forget_old_changes();
    }

    void forget_old_changes() {
        std::erase_if(after_.changes, [&](Tick at) { return at + policies_.flapping->within <= now_; });
        const std::size_t enough = static_cast<std::size_t>(policies_.flapping->changes);
        if (after_.changes.size() > enough)
            after_.changes.erase(after_.changes.begin(), after_.changes.end() - static_cast<std::ptrdiff_t>(enough));
    }

    // Older changes stay: the next message may go by a route that looks back further.
    bool has_many_changes() const {
        return std::ranges::count_if(after_.changes, [&](Tick at) { return at + policies_.flapping->within > now_; }) >=
               policies_.flapping->changes;
    }

    bool begins_to_flap() {
        if (!policies_.flapping || after_.flapping || !has_many_changes()) return false;
        forget_old_changes();
        after_.flapping = true;
        return true;
    }

    // What its next note would have told is told now.
    void calm_down() {
        after_.flapping = false;
        after_.note_at = after_.unnoted > 0 ? std::optional(now_) : std::nullopt;
    }

    // --- What is due

    void due_of_held() {
        if (before_.summary && before_.members > 0) return begin();
        if (!before_.hold_until || (*before_.hold_until > now_ && !is_quiet())) return nothing("nothing is due");
        if (before_.members == 0) return give_up("nothing of it fires any more: no incident is opened");
        if (is_quiet())
            return give_up("no news for " + span_in_words(policies_.quiet_after) +
                           " while it was held back: it is over, no incident is opened");
        if (around_.maintenance_ends) return hold_back(Milliseconds(0));
        begin();
    }

    void due_of_open() {
        if (before_.members == 0 && before_.resolve_at && *before_.resolve_at <= now_)
            return resolve("nothing fired again for " + span_in_words(policies_.hold_resolve) + ": " + incident() +
                           " would be resolved");
        if (is_quiet()) return all_are_over_by_silence();
        if (before_.flapping && is_calm()) {
            calm_down();
            if (before_.members == 0) return last_is_over();
            return note_it(NoteAbout::calm);
        }
        if (before_.note_at && *before_.note_at <= now_)
            return note_it(before_.flapping ? NoteAbout::flapping : NoteAbout::list);
        nothing("nothing is due");
    }

    bool is_quiet() const {
        const auto quiet = quiet_at(before_, policies_);
        return quiet && *quiet <= now_;
    }

    void all_are_over_by_silence() {
        const std::string silence = "no news for " + span_in_words(policies_.quiet_after) + ": ";
        after_.members = 0;
        after_.ended = now_;
        calm_down();
        switch (policies_.on_resolved) {
            case OnResolved::nothing:
                return nothing(silence + incident() + " is left to people: the route does nothing when it is over");
            case OnResolved::note: return note_it(NoteAbout::over);
            case OnResolved::resolve: return resolve(silence + incident() + " would be resolved");
        }
    }

    bool is_calm() {
        if (!policies_.flapping || !has_many_changes()) return true;
        forget_old_changes();
        return false;
    }

    std::string incident() const { return before_.incident_words(); }

    Plan finished() {
        const bool first =
            plan_.act == Act::open_incident || plan_.act == Act::resolve_incident || plan_.act == Act::reopen_incident;
        plan_.second_try = first && plan_.next == before_.state;
        plan_.generation = after_.generation;
        plan_.subject_key = before_.key;
        plan_.happening = std::move(after_);
        return std::move(plan_);
    }

    const Alert& alert_;
    const Known& member_;
    const HappeningState& before_;
    HappeningState after_;
    const RoutePolicies policies_;
    const Refire refire_;
    const Surroundings& around_;
    const Tick now_;
    bool joins_ = false;
    Plan plan_;
};

// The desk of an incident that exists, or was begun, stays; a new one goes by the route.
void choose_desk(Plan& plan, const HappeningState& before, const Route* route, const Connection& connection) {
    plan.route = route;
    plan.desk = before.incident && !plan.new_incident ? before.incident->desk : desk_of(connection, route);
}

// Only where it joins: later messages follow their alert.
bool joins_another_route(const Plan& plan, const Known& member, const Route* matched) {
    return plan.member == State::open && member.state != State::open && matched && matched != plan.route;
}

}  // namespace

Plan plan_by_policies(const Alert& alert, const Known& member, const HappeningState& happening, const Route* route,
                      const Connection& connection, const Surroundings& around) {
    Known probe = member;  // for the times, and for the doubt whether a Resolved is of this alert
    probe.incident = happening.incident;
    probe.state = happening.incident && !is_fresh(happening.state) ? State::open : State::unknown;
    Plan base = plan(alert, probe, connection, around.now.wall);
    if (base.act == Act::park) {
        base.subject_key = happening.key;
        base.member = member.state;
        return base;
    }
    Plan made;
    made.event = base.event;
    made.fired = base.fired;
    made.resolved = base.resolved;
    made.severity_before = base.severity_before;
    made.elsewhere = base.elsewhere;
    made = Decision(alert, member, happening, route, connection, around).of_message(std::move(made));
    choose_desk(made, happening, route, connection);
    if (joins_another_route(made, member, base.route)) {
        made.elsewhere = "; it matches route \"" + base.route->name + "\", but the first message decided for route \"" +
                         happening.route + "\"";
        made.why += made.elsewhere;
    }
    return made;
}

Plan plan_joining(const Alert& alert, const Known& member, const HappeningState& happening, const Route* route,
                  const Connection& connection, const Surroundings& around) {
    Plan made;
    made.event = Event::fired;
    made.fired = believable(alert.fired_at, around.now.wall);
    made = Decision(alert, member, happening, route, connection, around).of_message(std::move(made));
    choose_desk(made, happening, route, connection);
    return made;
}

Plan plan_due(const Alert& alert, const Known& member, const HappeningState& happening, const Route* route,
              const Connection& connection, const Surroundings& around) {
    Plan made = Decision(alert, member, happening, route, connection, around).of_due();
    made.fired = believable(alert.fired_at, around.now.wall);
    choose_desk(made, happening, route, connection);
    return made;
}

void add_members(HappeningState& summary, const HappeningState& moved, Tick now) {
    summary.severity =
        is_fresh(summary.state) && summary.members == 0 ? moved.severity : worse(summary.severity, moved.severity);
    summary.members += moved.members;
    summary.last_news = now;
    summary.resolve_at.reset();
    if (is_fresh(summary.state)) return;  // its first note lists them
    summary.unnoted += moved.members;
    if (!summary.note_at) summary.note_at = std::max(now, summary.noted.value_or(now) + between_lists);
}

bool is_too_many(const HappeningState& happening, const Route* route, const Surroundings& around) {
    return route && route->policies.max_tickets && !happening.summary &&
           around.opened_lately >= route->policies.max_tickets->count;
}

Alert as_told(Alert alert, const Plan& plan) {
    if (!plan.happening) return alert;
    if (plan.raise && plan.act == Act::open_incident) {
        alert.severity = plan.raise;
        alert.severity_text = "Sev" + std::to_string(static_cast<int>(*plan.raise));
    }
    if (plan.happening->summary && plan.route && plan.route->policies.max_tickets)
        tell_storm(alert, plan.route->name, *plan.route->policies.max_tickets);
    return alert;
}

std::optional<Tick> next_due(const HappeningState& happening, const Route* route) {
    std::optional<Tick> next;
    const auto at = [&](const std::optional<Tick>& due) {
        if (due) next = std::min(next.value_or(*due), *due);
    };
    const RoutePolicies policies = route ? route->policies : RoutePolicies{};
    if (is_fresh(happening.state)) {
        at(happening.hold_until);
        if (happening.hold_until) at(quiet_at(happening, policies));
        return next;
    }
    if (happening.members == 0) at(happening.resolve_at);
    at(happening.note_at);
    at(quiet_at(happening, policies));
    if (happening.flapping)
        at(happening.changes.empty() || !policies.flapping
               ? happening.last_news
               : std::optional(happening.changes.front() + policies.flapping->within));
    return next;
}

}  // namespace secure_export
