#include "tests/unit/core/policy_history.h"

#include <algorithm>
#include <cstdio>
#include <initializer_list>

namespace histories {

namespace {

// splitmix64: the standard library's distributions differ between implementations.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }
    Millis between(Millis low, Millis high) {
        return low + static_cast<Millis>(next() % static_cast<std::uint64_t>(high - low + 1));
    }
    int pick(int low, int high) { return static_cast<int>(between(low, high)); }
    bool percent(int chance) { return pick(1, 100) <= chance; }
    Millis one_of(std::initializer_list<Millis> values) {
        return values.begin()[pick(0, static_cast<int>(values.size()) - 1)];
    }

private:
    std::uint64_t state_;
};

// Seconds to hours, short ones more often.
Millis some_time(Dice& dice) {
    switch (dice.pick(0, 3)) {
        case 0: return dice.between(5, 60) * second;
        case 1: return dice.between(1, 10) * minute;
        case 2: return dice.between(10, 60) * minute;
        default: return dice.between(1, 5) * hour;
    }
}

Policy random_policy(Dice& dice) {
    Policy is;
    const int chance = dice.pick(5, 50);  // some routes have few policies, some nearly all
    if (dice.percent(chance / 3)) is.ticket = false;
    if (dice.percent(70)) is.group_by = static_cast<Group>(dice.pick(0, 7));
    if (dice.percent(chance)) is.hold = dice.one_of({2 * minute, 5 * minute, 30 * minute, 2 * hour});
    if (dice.percent(chance)) is.hold_resolve = dice.one_of({minute, 10 * minute, hour});
    if (dice.percent(chance)) is.reopen_within = dice.one_of({10 * minute, hour, 6 * hour});
    if (dice.percent(chance)) is.quiet_after = dice.one_of({20 * minute, hour, 8 * hour});
    if (dice.percent(chance)) is.on_resolved = dice.percent(50) ? AtEnd::note : AtEnd::nothing;
    if (dice.percent(chance)) {
        is.flapping_changes = dice.pick(3, 6);
        is.flapping_within = dice.one_of({10 * minute, hour, 3 * hour});
    }
    if (dice.percent(chance)) {
        is.max_tickets = dice.pick(1, 3);
        is.max_tickets_per = dice.one_of({10 * minute, hour, 6 * hour});
    }
    if (dice.percent(chance))
        for (int n = dice.pick(1, 2); n > 0; --n) {
            const Millis from = dice.between(0, 8 * 3600) * second;
            is.maintenance.push_back({from, from + dice.between(10 * 60, 4 * 3600) * second});
        }
    return is;
}

// One series: it fires and ends, and the messages about that are doubled, lost, late or out of order.
void tell_series(Dice& dice, int series, int& next_alert, std::size_t count, std::vector<Message>& messages) {
    const bool stateless = dice.percent(25), busy = dice.percent(40);
    const bool tells_times = dice.percent(85);
    Millis now = dice.between(0, 2 * 3600) * second;
    int alert = next_alert++;
    const std::size_t limit = messages.size() + count;
    while (messages.size() < limit) {
        const int severity = dice.pick(0, 4);
        Message fired{now, series, alert, true, tells_times ? now : -1, severity};
        const Millis lasts = busy ? dice.between(20, 600) * second : some_time(dice);
        Message resolved{now + lasts, series, alert, false, fired.fired_at, severity};
        if (dice.percent(8)) fired.at = resolved.at + some_time(dice);  // the end overtakes the beginning
        if (!dice.percent(6)) messages.push_back(fired);
        if (dice.percent(12)) {  // delivered twice, or an old copy comes late
            Message copy = fired;
            copy.at += some_time(dice);
            messages.push_back(copy);
        }
        if (dice.percent(10)) {  // fires again while it does
            Message again = fired;
            again.at = now + lasts / 2;
            if (tells_times) again.fired_at = again.at;
            again.severity = dice.pick(0, 4);
            messages.push_back(again);
            resolved.fired_at = again.fired_at;
        }
        if (!stateless && !dice.percent(8)) {
            messages.push_back(resolved);
            if (dice.percent(8)) {
                resolved.at += some_time(dice);
                messages.push_back(resolved);
            }
        }
        now += lasts + (busy ? dice.between(10, 900) * second : some_time(dice));
        if (!dice.percent(15)) alert = next_alert++;
    }
}

void number_of(std::string& text, const char* name, Millis value) {
    if (value > 0) text += std::string(" ") + name + "=" + time_in_words(value);
}

}  // namespace

History random_history(std::uint64_t seed) {
    Dice dice(seed);
    History is;
    is.reopen_refired = dice.percent(25);
    for (int& ci : is.ci) ci = dice.pick(0, 3);
    for (int n = dice.pick(1, 4); n > 0; --n) {
        Route route;
        for (bool& matches : route.matches) matches = dice.percent(50);
        route.matches.at(static_cast<std::size_t>(dice.pick(0, rule_count - 1))) = true;
        route.policy = random_policy(dice);
        is.routes.push_back(route);
    }
    const int all = dice.pick(3, 12);
    const int wanted = dice.pick(10, 60);
    int next_alert = 1;
    for (int n = 0; n < all; ++n) {
        is.series.push_back({dice.pick(0, rule_count - 1), dice.pick(0, resource_count - 1), dice.pick(0, 1),
                             dice.percent(50), dice.pick(0, 2)});
        tell_series(dice, n, next_alert, static_cast<std::size_t>(wanted / all + 1), is.messages);
    }
    std::stable_sort(is.messages.begin(), is.messages.end(),
                     [](const Message& a, const Message& b) { return a.at < b.at; });
    // Everything else is told in whole seconds: with a rest of its own, no message comes in the moment in which
    // something is due, which the text leaves open.
    Millis rest = 0;
    for (Message& message : is.messages) message.at += ++rest;
    std::stable_sort(is.messages.begin(), is.messages.end(),
                     [](const Message& a, const Message& b) { return a.at < b.at; });
    is.end = (is.messages.empty() ? 0 : is.messages.back().at) + 2 * day;
    return is;
}

std::string time_in_words(Millis time) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld.%03lld", static_cast<long long>(time / hour),
                  static_cast<long long>(time / minute % 60), static_cast<long long>(time / second % 60),
                  static_cast<long long>(time % second));
    return text.data();
}

std::string in_words(const Message& is) {
    return time_in_words(is.at) + " series " + std::to_string(is.series) + " alert a" + std::to_string(is.alert) +
           (is.fired ? " Fired" : " Resolved") + " Sev" + std::to_string(is.severity) +
           (is.fired_at < 0 ? "" : " fired at " + time_in_words(is.fired_at));
}

std::string in_words(const History& history) {
    static constexpr std::array groups{"alert", "series",         "resource",     "rule",
                                       "ci",    "resource_group", "subscription", "custom_property"};
    std::string text = history.reopen_refired ? "connection: refire reopens\n" : "";
    for (std::size_t n = 0; n < history.routes.size(); ++n) {
        const Policy& is = history.routes[n].policy;
        text += "route r" + std::to_string(n) + " rules";
        for (std::size_t rule = 0; rule < rule_count; ++rule)
            if (history.routes[n].matches.at(rule)) text += " " + std::to_string(rule);
        text += std::string(": group_by=") + groups.at(static_cast<std::size_t>(is.group_by));
        if (!is.ticket) text += " ticket=no";
        number_of(text, "hold", is.hold);
        number_of(text, "hold_resolve", is.hold_resolve);
        number_of(text, "reopen_within", is.reopen_within);
        number_of(text, "quiet_after", is.quiet_after);
        if (is.on_resolved != AtEnd::resolve)
            text += is.on_resolved == AtEnd::note ? " on_resolved=note" : " on_resolved=nothing";
        if (is.flapping_changes > 0)
            text += " flapping=" + std::to_string(is.flapping_changes) + "/" + time_in_words(is.flapping_within);
        if (is.max_tickets > 0)
            text += " max_tickets=" + std::to_string(is.max_tickets) + "/" + time_in_words(is.max_tickets_per);
        for (const Window& window : is.maintenance)
            text += " maintenance=" + time_in_words(window.from) + "-" + time_in_words(window.to);
        text += '\n';
    }
    for (const Message& message : history.messages) {
        const Series& is = history.series[static_cast<std::size_t>(message.series)];
        text += in_words(message) + " (rule " + std::to_string(is.rule) + " resource " + std::to_string(is.resource) +
                " dimension " + std::to_string(is.dimension) + (is.origin ? " origin" : "") +
                (is.team > 0 ? " team " + std::to_string(is.team) : "") +
                (history.ci.at(static_cast<std::size_t>(is.resource)) > 0
                     ? " ci " + std::to_string(history.ci.at(static_cast<std::size_t>(is.resource)))
                     : "") +
                ")\n";
    }
    return text;
}

}  // namespace histories
