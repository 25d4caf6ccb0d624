// Long: one model, a rule for each line of the text.
#include "tests/unit/core/policy_model.h"

#include <algorithm>
#include <utility>

namespace histories {

namespace {

constexpr int noted_members = 100;  // core/limits.h: those beyond are listed
const Policy no_policy{};

bool has_any(const Policy& is) {
    return !is.ticket || is.group_by != Group::alert ||
           is.hold + is.hold_resolve + is.reopen_within + is.quiet_after > 0 || is.on_resolved != AtEnd::resolve ||
           is.flapping_changes + is.max_tickets > 0 || !is.maintenance.empty();
}

}  // namespace

PolicyModel::PolicyModel(const History& history, const Rules& rules, const Counted& counted)
    : history_(history), rules_(rules), counted_(counted) {}

const Policy& PolicyModel::policy_of(int route) const {
    return route < 0 ? no_policy : history_.routes[static_cast<std::size_t>(route)].policy;
}

int PolicyModel::route_of(const Series& series) const {
    for (std::size_t n = 0; n < history_.routes.size(); ++n)
        if (history_.routes[n].matches.at(static_cast<std::size_t>(series.rule))) return static_cast<int>(n);
    return -1;
}

std::string PolicyModel::group_for(const Message& message, const Policy& policy) const {
    const Series& is = history_.series[static_cast<std::size_t>(message.series)];
    const std::string resource = "resource:" + std::to_string(is.resource);
    const std::string alert = "alert:" + std::to_string(message.alert);
    Group by = policy.group_by;
    // The series fires again, under whatever alert id: that is what these look back at.
    if (by == Group::alert && (policy.reopen_within > 0 || policy.flapping_changes > 0)) by = Group::series;
    switch (by) {
        case Group::alert: return alert;
        case Group::series:
            return std::string(is.origin ? "origin:" : "series:") + std::to_string(is.rule) + "/" +
                   std::to_string(is.resource) + "/" + std::to_string(is.dimension);
        case Group::resource: return resource;
        case Group::rule: return "rule:" + std::to_string(is.rule);
        case Group::ci: {
            const int ci = history_.ci.at(static_cast<std::size_t>(is.resource));
            return ci > 0 ? "ci:" + std::to_string(ci) : resource;
        }
        case Group::resource_group: return "group:" + std::to_string(resource_group_of(is.resource));
        case Group::subscription: return "subscription:" + std::to_string(subscription_of(is.resource));
        case Group::custom_property: return is.team > 0 ? "team:" + std::to_string(is.team) : alert;
    }
    return alert;
}

std::optional<Millis> PolicyModel::covered_until(const Policy& policy, Millis now) {
    std::optional<Millis> end;
    for (bool found = true; found;) {  // windows that touch or overlap are one
        found = false;
        for (const Window& window : policy.maintenance) {
            const Millis at = end.value_or(now);
            if (window.from <= at && at < window.to) end = window.to, found = true;
        }
    }
    return end;
}

int PolicyModel::opened_lately(int route, Millis now) const {
    const auto all = opened_.find(route);
    if (all == opened_.end()) return 0;
    const Millis since = counted_.storms_forget ? now - policy_of(route).max_tickets_per : -1;
    return static_cast<int>(
        std::count_if(all->second.begin(), all->second.end(), [&](Millis at) { return at > since && at <= now; }));
}

bool PolicyModel::flaps(const Happening& is, Millis now) const {
    const Policy& policy = policy_of(is.route);
    if (policy.flapping_changes == 0 || is.summary) return false;
    return std::count_if(is.changes.begin(), is.changes.end(), [&](Millis at) {
               return at > now - policy.flapping_within && at <= now;
           }) >= policy.flapping_changes;
}

// Of one that flaps: when too few of its changes are young enough.
Millis PolicyModel::calm_at(const Happening& is) const {
    const Policy& policy = policy_of(is.route);
    return is.changes[is.changes.size() - static_cast<std::size_t>(policy.flapping_changes)] + policy.flapping_within;
}

void PolicyModel::changed(Happening& is, Millis now) const {
    const Policy& policy = policy_of(is.route);
    if (policy.flapping_changes == 0) return is.changes.clear();
    const bool did = flaps(is, now);
    is.changes.push_back(now);
    // A later message may go by another route, which looks back further: at what this one kept.
    std::erase_if(is.changes, [&](Millis at) { return at <= now - policy.flapping_within; });
    const auto more = static_cast<std::ptrdiff_t>(is.changes.size()) - policy.flapping_changes;
    if (more > 0) is.changes.erase(is.changes.begin(), is.changes.begin() + more);
    if (!did && flaps(is, now)) is.flapping_since = now;
}

bool PolicyModel::fits(Case when, const Happening& is, const Policy& policy, int alert, Millis now) const {
    const bool starting = is.stand != Stand::held;  // else it was settled when it began
    switch (when) {
        case Case::always: return true;
        case Case::no_ticket: return !policy.ticket;
        case Case::covered: return !is.summary && covered_until(policy, now).has_value();
        case Case::to_hold: return !is.summary && policy.hold > 0 && now < (starting ? now : is.began) + policy.hold;
        case Case::refired:
            return starting && !is.summary && is.had_incident && history_.reopen_refired && is.had.contains(alert);
        case Case::soon:
            if (!starting) return is.reopens;
            return !is.summary && is.had_incident && !is.done_with && policy.reopen_within > 0 &&
                   now - is.ended <= policy.reopen_within;
        case Case::too_many:
            return !is.summary && policy.max_tickets > 0 && opened_lately(is.route, now) >= policy.max_tickets;
        case Case::flaps: return flaps(is, now);
        case Case::to_wait: return policy.hold_resolve > 0;
        case Case::to_note: return policy.on_resolved == AtEnd::note;
        case Case::to_leave: return policy.on_resolved == AtEnd::nothing;
    }
    return false;
}

Then PolicyModel::rule(const Happening& is, News news, const Policy& policy, int alert, Millis now) const {
    for (const Row& row : rules_)
        if (row.stand == is.stand && row.news == news && fits(row.when, is, policy, alert, now)) return row.then;
    return Then::record;
}

void PolicyModel::rise(Should& should, Happening& is, int severity) const {
    is.worst = std::min(is.worst, severity);
    if (!has_any(policy_of(is.route))) return;  // as ever: one alert, one incident, its first severity
    if (is.stand == Stand::none || is.stand == Stand::held || severity >= is.told) return;
    if (counted_.severity_rises) should.raise = is.worst;
    is.told = is.worst;
}

// All alerts of it are over.
void PolicyModel::over(Happening& is, Millis now) {
    for (const auto& [alert, severity] : is.firing) alerts_[alert].firing = false;
    is.firing.clear();
    if (is.stand == Stand::open) is.ended = now;
}

void PolicyModel::carry_out(Then then, Happening& is, Millis now) {
    const Policy& policy = policy_of(is.route);
    switch (then) {
        case Then::record:
        case Then::keep:
        case Then::summary: break;
        case Then::hold: {
            const std::optional<Millis> end = covered_until(policy, now);
            if (is.stand != Stand::held) is.began = now;
            is.held_until = std::max(end.value_or(0), is.began + policy.hold);
            is.covered = end.has_value();
            is.stand = Stand::held;
            break;
        }
        case Then::open:
            if (!is.summary) opened_[is.route].push_back(now);
            is.had.clear();
            [[fallthrough]];
        case Then::reopen:
            for (const auto& [alert, severity] : is.firing) is.had.insert(alert);
            is.stand = Stand::open;
            is.had_incident = true;
            is.done_with = false;
            is.held_until.reset();
            is.untold = is.told_each = 0;
            is.last_list.reset();
            is.said_flapping.reset();
            if (flaps(is, now)) is.flapping_since = now;
            break;
        case Then::tell:
            is.stand = is.firing.empty() ? is.stand : Stand::open;
            is.resolve_at.reset();
            break;
        case Then::forget:
            over(is, now);
            is.worst = is.told;
            is.stand = Stand::none;
            is.held_until.reset();
            break;
        case Then::wait:
            over(is, now);
            is.stand = Stand::waiting;
            is.resolve_at = std::max(now + (policy.on_resolved == AtEnd::resolve ? policy.hold_resolve : 0),
                                     flaps(is, now) ? calm_at(is) : 0);
            break;
        case Then::resolve:
        case Then::tell_over:
        case Then::leave:
            over(is, now);
            is.stand = then == Then::resolve ? Stand::none : Stand::left;
            is.resolve_at.reset();
            if (then != Then::leave) is.untold = 0;
            is.said_flapping.reset();
            is.calm_since.reset();
            break;
    }
}

void PolicyModel::to_summary(Happening& from, Millis now) {
    const std::string name = summary_of(from.route);
    Happening& is = happenings_[name];
    is.summary = true;
    is.route = from.route;
    const bool opens = is.stand == Stand::none || is.stand == Stand::held;
    if (is.stand == Stand::none) {
        is.worst = 5;
        is.stand = Stand::held;
        is.held_until = is.began = now;
    }
    for (const auto& [alert, severity] : from.firing) {
        is.firing[alert] = severity;
        alerts_[alert].group = name;
        from.had.erase(alert);  // its incident is the summary from now on
        if (!opens && is.untold++ == 0) is.untold_since = now;
    }
    is.worst = std::min(is.worst, from.worst);
    is.last_news = is.given = now;
    if (!opens) is.stand = Stand::open, is.resolve_at.reset();
    from.firing.clear();
    from.worst = from.told;
    from.held_until.reset();
    from.stand = Stand::none;
}

Should PolicyModel::begins(const Message& m) {
    Alert& alert = alerts_[m.alert];
    const int own = route_of(history_.series[static_cast<std::size_t>(m.series)]);
    alert.firing = true;
    alert.group = group_for(m, policy_of(own));
    if (Happening unwanted; rule(unwanted, News::begins, policy_of(own), m.alert, m.at) == Then::record) {
        alert.group = "";  // whatever else is open
        return {.reason = Reason::no_ticket};
    }
    Happening& is = happenings_[alert.group];
    if (is.stand == Stand::none || !counted_.first_route_decides) is.route = own;
    Should should{.group = alert.group};
    should.then = rule(is, News::begins, policy_of(is.route), m.alert, m.at);
    if (should.then != Then::summary) changed(is, m.at);
    is.last_news = m.at;
    is.firing[m.alert] = m.severity;
    if (is.stand == Stand::none && should.then != Then::reopen) is.worst = 5;
    if (should.then == Then::reopen) is.stand = Stand::open;
    rise(should, is, m.severity);
    if (should.then == Then::summary) {
        to_summary(is, m.at);
        should.group = summary_of(is.route);
        Happening& summary = happenings_[should.group];
        should.then = summary.stand == Stand::held ? Then::open : Then::tell;
        should.may_be_listed = true;
        if (should.then == Then::open) summary.began = m.at;
        if (should.then == Then::open)
            carry_out(Then::open, summary, m.at);
        else
            summary.untold--, rise(should, summary, m.severity);
        return should;
    }
    if (should.then == Then::hold) {
        is.reopens = fits(Case::refired, is, policy_of(is.route), m.alert, m.at) ||
                     fits(Case::soon, is, policy_of(is.route), m.alert, m.at);
        is.done_with = !is.reopens;  // a new trouble, though it is held
    }
    carry_out(should.then, is, m.at);
    if (is.stand == Stand::held) should.reason = is.covered ? Reason::maintenance : Reason::held;
    if (is.stand == Stand::open) is.had.insert(m.alert);
    should.flaps = flaps(is, m.at);
    should.may_be_listed = is.summary || is.told_each >= noted_members;
    return should;
}

Should PolicyModel::leaves(const Message& m) {
    Alert& alert = alerts_[m.alert];
    alert.firing = false;
    if (alert.group.empty()) return {.reason = Reason::no_ticket};
    Happening& is = happenings_[alert.group];
    Should should{.group = alert.group};
    if (counted_.ends_count_as_changes) changed(is, m.at);
    is.last_news = m.at;
    is.firing.erase(m.alert);
    should.then = rule(is, is.firing.empty() ? News::last_ends : News::one_ends, policy_of(is.route), m.alert, m.at);
    should.flaps = flaps(is, m.at);
    should.may_be_listed = is.summary || is.told_each >= noted_members;
    carry_out(should.then, is, m.at);
    if (should.then == Then::forget) should.reason = Reason::over_before;
    return should;
}

Should PolicyModel::message(const Message& m) {
    settle(m.at);
    std::optional<int> pending;
    if (const auto at = happenings_.find(group_of(m.alert)); at != happenings_.end()) pending = not_raised(at->second);
    Should should = decide(m);
    if (const auto at = happenings_.find(should.group); at != happenings_.end() && at->second.summary)
        pending = not_raised(at->second);
    should.may_raise = pending;
    return should;
}

// The worst of a summary that is open as less.
std::optional<int> PolicyModel::not_raised(const Happening& is) {
    return is.summary && is.stand != Stand::none && is.stand != Stand::held && is.worst < is.told
               ? std::optional(is.worst)
               : std::nullopt;
}

Should PolicyModel::decide(const Message& m) {
    Alert& alert = alerts_[m.alert];
    const bool known = std::exchange(alert.known, true);
    const std::optional<Millis> before = alert.newest;
    const bool comparable = before && m.fired_at >= 0;
    if (comparable && m.fired_at < *before && counted_.late_is_ignored) return {.reason = Reason::late};
    if (m.fired_at >= 0) alert.newest = comparable ? std::max(*before, m.fired_at) : m.fired_at;
    if (!m.fired) {
        if (!known) return {.reason = Reason::unknown_end};  // no route here opens incidents for ends
        if (!alert.firing) return {.reason = Reason::over_already};
        return leaves(m);
    }
    if (comparable && m.fired_at == *before) return {.reason = Reason::repeat};
    if (!alert.firing) return begins(m);
    if (alert.group.empty()) return {.reason = Reason::no_ticket};
    Happening& is = happenings_[alert.group];
    Should should{.group = alert.group};
    is.firing[m.alert] = m.severity;
    is.last_news = m.at;
    changed(is, m.at);  // another firing, though nobody saw the end of the one before
    rise(should, is, m.severity);
    should.then = rule(is, News::again, policy_of(is.route), m.alert, m.at);
    should.flaps = flaps(is, m.at);
    should.may_be_listed = is.summary || is.told_each >= noted_members;
    if (should.then == Then::keep) should.reason = is.covered ? Reason::maintenance : Reason::held;
    return should;
}

bool PolicyModel::may_tell(const std::string& group, int severity, Millis now) const {
    const Happening& is = happenings_.at(group);
    int firing = 5;
    for (const auto& [alert, one] : is.firing) firing = std::min(firing, one);
    // Others may be moved to a summary in the same moment; it is raised then.
    if (is.summary && is.given == now) return is.worst <= severity;
    return is.worst <= severity && severity <= firing;
}

std::string PolicyModel::group_of(int alert) const {
    const auto found = alerts_.find(alert);
    return found == alerts_.end() || !found->second.firing ? "" : found->second.group;
}

bool PolicyModel::fires(int alert) const {
    const auto found = alerts_.find(alert);
    return found != alerts_.end() && found->second.firing;
}

}  // namespace histories
