// What the model expects when time passes and no message comes.
#include <algorithm>

#include "tests/unit/core/policy_model.h"

namespace histories {

namespace {

// Whether something falls due at a moment or just after it is the same to people.
constexpr Millis tolerance = 1;

bool needs_no_act(Then then) {
    return then == Then::forget || then == Then::hold || then == Then::summary || then == Then::leave;
}

}  // namespace

std::vector<std::pair<Millis, News>> PolicyModel::dues(const Happening& is) const {
    std::vector<std::pair<Millis, News>> all;
    const Policy& policy = policy_of(is.route);
    if (is.stand == Stand::held && is.held_until) all.emplace_back(*is.held_until, News::hold_passed);
    if (is.stand == Stand::waiting && is.resolve_at) all.emplace_back(*is.resolve_at, News::wait_passed);
    if (policy.quiet_after > 0 && (is.stand == Stand::open || is.stand == Stand::held))
        all.emplace_back(is.last_news + policy.quiet_after, News::quiet_passed);
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return all;
}

// Does what is due until `now` and asks nothing of the desk, in the order of time.
void PolicyModel::settle(Millis now) {
    for (bool again = true; again;) {
        again = false;
        for (auto& [name, is] : happenings_) {
            const auto all = dues(is);
            if (all.empty() || all.front().first > now) continue;
            const auto [at, news] = all.front();
            const int alert = is.firing.empty() ? -1 : is.firing.begin()->first;
            const Then then = rule(is, news, policy_of(is.route), alert, at);
            if (!needs_no_act(then)) continue;
            if (then == Then::summary)
                to_summary(is, at);
            else
                carry_out(then, is, at);
            again = true;
            break;
        }
    }
    for (auto& [name, is] : happenings_) {
        if (!is.said_flapping || is.stand == Stand::none || is.stand == Stand::held) continue;
        if (!flaps(is, now) && !is.calm_since) is.calm_since = calm_at(is);
        if (flaps(is, now)) is.calm_since.reset();
        // Nothing fires: the wait before it is resolved begins, and nobody need be told that it is calm.
        if (is.calm_since && is.stand == Stand::waiting) is.calm_since.reset(), is.said_flapping.reset();
    }
}

std::string PolicyModel::due(const std::string& group, Millis now, Then then) {
    settle(now);
    const auto found = happenings_.find(group);
    if (found == happenings_.end()) return "nothing is known of " + group;
    Happening& is = found->second;
    std::string instead = "nothing";
    for (const auto& [at, news] : dues(is)) {
        if (at > now) continue;
        const int alert = is.firing.empty() ? -1 : is.firing.begin()->first;
        const Then expected = rule(is, news, policy_of(is.route), alert, at);
        if (expected == then) return carry_out(then, is, now), "";
        instead = name_of(expected);
    }
    return "without a message, for " + group + ": " + name_of(then) + "; by the text: " + instead;
}

std::string PolicyModel::reopened(const std::string& group, std::optional<int> raise) {
    Happening& is = happenings_.at(group);
    if (is.worst < is.told && raise != is.worst && counted_.severity_rises) return "the severity of " + group;
    is.told = std::min(is.told, is.worst);
    return "";
}

std::string PolicyModel::note_due(const std::string& group, Millis now, Note note, std::optional<int> raise) {
    settle(now);
    const auto found = happenings_.find(group);
    if (found == happenings_.end()) return "nothing is known of " + group;
    Happening& is = found->second;
    if (is.stand == Stand::none || is.stand == Stand::held)
        return "a note for " + group + ", which has no open incident";
    // Alerts that were moved to it may be worse than it was told to be.
    const bool at_once = is.given == now;  // others may be moved to it in this moment
    if (raise && (*raise >= is.told || *raise < is.worst || (*raise != is.worst && !at_once)))
        return "the severity of " + group;
    if (raise) is.told = *raise;
    switch (note) {
        case Note::list:
            // Those that were moved to a summary in the moment in which it was opened may be listed too.
            if (is.untold == 0 && !(is.summary && now - is.given <= minute + tolerance))
                return "a list for " + group + ", and nothing is untold";
            if (is.last_list && now - *is.last_list < minute) return "two lists within a minute for " + group;
            is.last_list = now;
            is.untold = 0;
            return "";
        case Note::flapping:
            if (!flaps(is, now)) return group + " does not flap";
            if (is.said_flapping && now - *is.said_flapping < hour)
                return "two notes within an hour that it flaps: " + group;
            is.said_flapping = now;
            is.untold = 0;
            return "";
        case Note::calm:
            if (!is.calm_since) return group + " is said to be calm, and it flaps or never did";
            is.calm_since.reset();
            is.said_flapping.reset();
            is.untold = 0;
            return "";
    }
    return "";
}

void PolicyModel::listed(const std::string& group, Millis now) {
    Happening& is = happenings_.at(group);
    if (is.untold++ == 0) is.untold_since = now;
}

void PolicyModel::noted(const std::string& group) { ++happenings_.at(group).told_each; }

std::string PolicyModel::overdue(Millis now) {
    settle(now);
    for (const auto& [name, is] : happenings_) {
        for (const auto& [at, news] : dues(is)) {
            if (at + tolerance >= now) continue;
            const int alert = is.firing.empty() ? -1 : is.firing.begin()->first;
            return std::string("missing for ") + name + " at " + time_in_words(at) + ": " +
                   name_of(rule(is, news, policy_of(is.route), alert, at));
        }
        if (is.stand == Stand::none || is.stand == Stand::held) continue;
        if (counted_.severity_rises && is.summary && is.worst < is.told && is.given + minute + tolerance < now)
            return "its severity was not raised: " + name;
        const bool flapping = flaps(is, now - minute) && flaps(is, now);
        if (flapping && is.stand != Stand::left && !is.said_flapping && is.flapping_since + minute < now)
            return "nobody was told that " + name + " flaps since " + time_in_words(is.flapping_since);
        if (is.calm_since && is.stand == Stand::open && *is.calm_since + minute < now)
            return "nobody was told that " + name + " is calm since " + time_in_words(*is.calm_since);
        const Millis longest = flapping || is.said_flapping ? hour : minute;
        const Millis last = std::max(is.untold_since, is.said_flapping ? *is.said_flapping : is.last_list.value_or(0));
        if (is.untold > 0 && last + longest + tolerance < now)
            return "nobody was told of " + std::to_string(is.untold) + " alerts of " + name + " since " +
                   time_in_words(is.untold_since);
    }
    return "";
}

}  // namespace histories
