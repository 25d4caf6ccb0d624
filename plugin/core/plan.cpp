#include "core/plan.h"

#include "core/correlation.h"
#include "core/happening.h"
#include "core/limits.h"
#include "core/routing.h"
#include "core/text.h"

namespace secure_export {

namespace {

std::string comparable(std::string_view text) {
    text = trimmed(text);
    while (text.ends_with('/')) text.remove_suffix(1);
    return lower(text);
}

bool differ(std::string_view a, std::string_view b) {
    const std::string one = comparable(a), other = comparable(b);
    return !one.empty() && !other.empty() && one != other;
}

// Alert ids are not always unique (hand-made bodies, forms without one): a Resolved whose rule and target both differ
// from the Fired's would close an unrelated ticket.
std::optional<std::string> is_of_another(const Alert& resolved, const Known& known) {
    // Messages about one happening come from many rules and, of Service Health, for many subscriptions.
    if (is_of_happening(resolved)) return std::nullopt;
    if (!known.incident || !differ(resolved.rule, known.rule) || !differ(first_target(resolved), known.first_target))
        return std::nullopt;
    return "this Resolved has the id of an alert of rule \"" + known.rule + "\" on " + known.first_target +
           ", but names rule \"" + resolved.rule + "\" on " + first_target(resolved) +
           ": its incident is not resolved. To resolve it all the same, retry this delivery by its number; otherwise "
           "drop it";
}

// Happens only if somebody changed the mapping by hand.
std::string incident_is_missing(State state) {
    return std::string("the mapping has this alert as \"") + name_of(state) +
           "\" but has no incident for it: look for the incident in the desk, then drop this delivery";
}

bool is_intended_first(Act act) {
    return act == Act::open_incident || act == Act::resolve_incident || act == Act::reopen_incident;
}

// The time a message about a happening was sent at.  Whatever its own condition, an end has its time in `resolved`.
std::optional<Time> sent_at(const Alert& alert, const Plan& plan) {
    return alert.condition == Condition::resolved && plan.resolved ? plan.resolved : plan.fired;
}

Event event_of(const Alert& alert, const Plan& plan, const Known& known) {
    if (!is_of_happening(alert)) return classify(alert.condition, plan.fired, known.last_fired);
    NewsTimes times{sent_at(alert, plan), known.last_fired, known.last_resolved};
    if (alert.progress.kind == Progress::Kind::service_health) times.skew = max_sender_skew;
    return classify(alert.news, times);
}

// The settings may send this message elsewhere than the one that the incident was opened for.
std::string elsewhere(const Alert& alert, const Plan& plan, const Known& known, const Connection& connection) {
    const std::string& desk = desk_of(connection, plan.route);
    if (!is_of_happening(alert) || plan.new_incident || !known.incident || known.incident->desk == desk) return {};
    return "; by " + (plan.route ? "route \"" + plan.route->name + "\"" : std::string("the connection")) +
           " this message would go to desk \"" + desk + "\", but the first one decided";
}

// Nothing is known of it, or its incident was begun by such an end and is not confirmed yet.
bool opens_at_its_end(const Plan& plan, const Known& known) {
    const bool is_end = plan.event == Event::resolved || plan.event == Event::follows;
    const bool is_first = known.state == State::unknown || (known.state == State::opening && !known.last_fired);
    return is_end && is_first && plan.route && plan.route->policies.without_beginning == WithoutBeginning::open;
}

std::string in_words(const Alert& alert, const Plan& plan, const Known& known) {
    const std::string incident = "incident " + (known.incident ? known.incident->number : "");
    if (is_of_happening(alert) && plan.act == Act::add_note)
        return incident + " would get a note: " + news_line(alert) + plan.elsewhere;
    if (is_of_happening(alert) && plan.act == Act::nothing) return why_no_news(plan.event, known.state);
    switch (plan.act) {
        case Act::open_incident: return "a new incident would be opened";
        case Act::add_note: return incident + " would get a note that it fired again";
        case Act::resolve_incident: return incident + " would be resolved" + plan.elsewhere;
        case Act::reopen_incident: return incident + " would be opened again";
        case Act::resolve_if_found:
            return "no Fired of it is known: an incident that the desk has open under its key would be resolved";
        case Act::look_up_ci:
        case Act::park:
        case Act::nothing: break;
    }
    return why_nothing(plan.event, known.state);
}

}  // namespace

void remember_times(std::optional<Time>& last_fired, std::optional<Time>& last_resolved, const Alert& alert,
                    const Plan& plan, Time received_at) {
    const bool ends = alert.condition == Condition::resolved;
    if (is_of_happening(alert)) {
        const Time end = plan.resolved.value_or(plan.fired.value_or(received_at));
        if (alert.news == News::begins) last_fired = newest(last_fired, plan.fired);
        if (ends) last_resolved = newest(last_resolved, end);
        return;
    }
    last_fired = newest(last_fired, plan.fired);
    if (ends) last_resolved = plan.resolved.value_or(received_at);
}

std::string first_target(const Alert& alert) { return alert.target_ids.empty() ? "" : alert.target_ids.front(); }

Plan plan(const Alert& alert, const Known& known, const Connection& connection, Time received_at) {
    Plan plan;
    plan.fired = believable(alert.fired_at, received_at);
    plan.resolved = believable(alert.resolved_at, received_at);
    plan.event = event_of(alert, plan, known);
    plan.severity_before = known.severity;
    plan.subject_key = correlation_key(connection.name, alert.key);
    plan.route = route_of(connection, alert);

    Step decided = step(known.state, plan.event, known.incident ? connection.refire : Refire::new_incident);
    if (plan.event == Event::follows && !(known.incident && !known.incident->number.empty()))
        decided = {known.state, Act::nothing};
    if (opens_at_its_end(plan, known)) decided = {State::opening, Act::open_incident};
    const bool begins = decided.act == Act::open_incident && decided.next != known.state;
    plan.new_incident = begins || decided.act == Act::resolve_if_found;
    std::optional<std::string> doubt;
    if (plan.event == Event::resolved && !known.confirmed) doubt = is_of_another(alert, known);
    if (decided.act != Act::nothing && !plan.new_incident && !known.incident) doubt = incident_is_missing(known.state);
    if (doubt) decided = {known.state, Act::park};
    const bool unwanted = begins && plan.route && !plan.route->policies.ticket;
    if (unwanted) decided = {State::closed, Act::nothing};
    plan.act = decided.act;
    plan.next = decided.next;
    plan.second_try = is_intended_first(decided.act) && decided.next == known.state;
    plan.new_incident = plan.new_incident && !doubt && !unwanted;
    plan.generation = known.generation + (plan.new_incident ? 1 : 0);
    // An incident that exists, or was begun, stays in its desk even if the settings name another one now.
    plan.desk = known.incident && !plan.new_incident ? known.incident->desk : desk_of(connection, plan.route);
    plan.elsewhere = elsewhere(alert, plan, known, connection);
    if (plan.act == Act::resolve_if_found)
        plan.if_not_found = (is_of_happening(alert) ? why_no_news : why_nothing)(Event::resolved, State::unknown);
    plan.why = doubt      ? *doubt
               : unwanted ? "route \"" + plan.route->name + "\" opens no incidents: the alert is recorded and counted"
                          : in_words(alert, plan, known);
    return plan;
}

}  // namespace secure_export
