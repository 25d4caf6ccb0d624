// Long: one judge, a case for each thing that a decision may be.
#include "tests/unit/core/policy_judge.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/simulation.h"

namespace histories {

namespace {

namespace se = secure_export;

const se::Time start{se::Milliseconds(1'790'000'000'000)};
constexpr Millis ticks_before = 5'000'000;  // the clock that is compared is not the one that is shown

se::Moment moment(Millis at) { return {start + se::Milliseconds(at), se::Tick(se::Milliseconds(ticks_before + at))}; }
Millis since_start(const se::Moment& at) { return at.tick.time_since_epoch().count() - ticks_before; }

std::string resource_id(int resource) {
    return "/subscriptions/00000000-0000-0000-0000-00000000000" + std::to_string(subscription_of(resource)) +
           "/resourcegroups/rg-" + std::to_string(resource_group_of(resource)) +
           "/providers/microsoft.compute/virtualmachines/vm-" + std::to_string(resource);
}

se::GroupBy group_by(Group group) {
    switch (group) {
        case Group::alert: return se::GroupBy::alert;
        case Group::series: return se::GroupBy::series;
        case Group::resource: return se::GroupBy::resource;
        case Group::rule: return se::GroupBy::rule;
        case Group::ci: return se::GroupBy::ci;
        case Group::resource_group: return se::GroupBy::resource_group;
        case Group::subscription: return se::GroupBy::subscription;
        case Group::custom_property: return se::GroupBy::custom_property;
    }
    return se::GroupBy::alert;
}

se::RoutePolicies policies_of(const Policy& is) {
    se::RoutePolicies policies;
    policies.ticket = is.ticket;
    policies.group_by = group_by(is.group_by);
    if (is.group_by == Group::custom_property) policies.group_property = "team";
    policies.hold = se::Milliseconds(is.hold);
    policies.hold_resolve = se::Milliseconds(is.hold_resolve);
    policies.reopen_within = se::Milliseconds(is.reopen_within);
    policies.quiet_after = se::Milliseconds(is.quiet_after);
    policies.on_resolved = is.on_resolved == AtEnd::resolve ? se::OnResolved::resolve
                           : is.on_resolved == AtEnd::note  ? se::OnResolved::note
                                                            : se::OnResolved::nothing;
    if (is.flapping_changes > 0)
        policies.flapping = se::Flapping{is.flapping_changes, se::Milliseconds(is.flapping_within)};
    if (is.max_tickets > 0) policies.max_tickets = se::MaxTickets{is.max_tickets, se::Milliseconds(is.max_tickets_per)};
    for (const Window& window : is.maintenance) {
        se::MaintenanceWindow& one = policies.maintenance.emplace_back();
        one.from = start + se::Milliseconds(window.from);
        one.to = start + se::Milliseconds(window.to);
    }
    return policies;
}

se::Connection connection_of(const History& history) {
    se::Connection connection;
    connection.name = "contoso";
    connection.desk = "desk";
    connection.refire = history.reopen_refired ? se::Refire::reopen : se::Refire::new_incident;
    for (std::size_t n = 0; n < history.routes.size(); ++n) {
        se::Route& route = connection.routes.emplace_back();
        route.name = "r" + std::to_string(n);
        for (std::size_t rule = 0; rule < rule_count; ++rule)
            if (history.routes[n].matches.at(rule)) route.rules.push_back("rule-" + std::to_string(rule));
        route.policies = policies_of(history.routes[n].policy);
    }
    return connection;
}

se::Alert alert_of(const History& history, const Message& message) {
    const Series& is = history.series[static_cast<std::size_t>(message.series)];
    const std::string rule = "rule-" + std::to_string(is.rule), dimension = std::to_string(is.dimension);
    se::Alert alert;
    alert.form = se::Form::common;
    alert.key = alert.alert_id = "a" + std::to_string(message.alert);
    alert.rule = alert.rule_id = rule;
    alert.kind = se::TicketKind::metric;
    alert.target_ids = {resource_id(is.resource)};
    alert.dimensions = {{"disk", dimension}};
    alert.condition_key = rule + "|" + std::to_string(is.resource) + "|" + dimension;
    if (is.origin) alert.origin_alert_id = "origin-" + alert.condition_key;
    if (is.team > 0) alert.custom_properties["team"] = "team " + std::to_string(is.team);
    alert.severity = static_cast<se::Severity>(message.severity);
    alert.severity_text = "Sev" + std::to_string(message.severity);
    alert.condition = message.fired ? se::Condition::fired : se::Condition::resolved;
    if (message.fired_at >= 0) alert.fired_at = start + se::Milliseconds(message.fired_at);
    if (!message.fired) alert.resolved_at = start + se::Milliseconds(message.at);
    return alert;
}

// What the reason must say to people.
const char* words_of(Reason reason) {
    switch (reason) {
        case Reason::late: return "late";
        case Reason::repeat: return "repeat";
        case Reason::over_already: return "already over";
        case Reason::unknown_end: return "no Fired of it is known";
        case Reason::no_ticket: return "opens no incidents";
        case Reason::maintenance: return "maintenance window";
        case Reason::held: return "held";
        case Reason::over_before: return "over before the end of";
        case Reason::none: break;
    }
    return "";
}

// One reported decision in the model's words.
struct Done {
    se::Act act;
    se::NoteAbout note;
    std::optional<int> raise;
    std::string happening, incident, why;
    bool summary;
};

std::string in_words(const Done& is) {
    std::string happening = is.happening;
    std::replace(happening.begin(), happening.end(), '\n', ' ');
    static constexpr std::array notes{"fired again", "joined", "left", "over", "list", "flapping", "calm"};
    return std::string(se::name_of(is.act)) +
           (is.act == se::Act::add_note ? std::string(" (") + notes.at(static_cast<std::size_t>(is.note)) + ")" : "") +
           (is.raise ? " raise to Sev" + std::to_string(*is.raise) : "") + " " + is.incident + " of " + happening +
           (is.why.empty() ? "" : ": " + is.why);
}

class Judge {
public:
    Judge(const History& history, const Rules& rules, const Counted& counted, bool with_log)
        : history_(history), model_(history, rules, counted), with_log_(with_log) {}

    Verdict run() {
        const se::Connection connection = connection_of(history_);
        se::Simulation simulation(
            connection, [](const se::RoutePolicies& policies, se::Time now) { return maintenance_ends(policies, now); },
            [this](const std::string&, const se::Alert& alert) { return ci_of(alert); },
            [this](const se::Simulated& one) { decided(one); });
        for (const Message& message : history_.messages) {
            message_ = &message;
            simulation.message(alert_of(history_, message), moment(message.at));
            if (message_) fault("the message has no decision", message.at);
            check_overdue(message.at);
            if (!verdict_.fault.empty()) break;
        }
        if (verdict_.fault.empty()) {
            simulation.run_until(moment(history_.end));
            check_overdue(history_.end);
        }
        verdict_.incidents = static_cast<int>(simulation.incidents().size());
        return std::move(verdict_);
    }

private:
    static std::optional<se::Time> maintenance_ends(const se::RoutePolicies& policies, se::Time now) {
        std::optional<se::Time> end;
        for (bool found = true; found;) {
            found = false;
            for (const se::MaintenanceWindow& window : policies.maintenance) {
                const se::Time at = end.value_or(now);
                if (*window.from <= at && at < *window.to) end = window.to, found = true;
            }
        }
        return end;
    }

    std::optional<se::ConfigurationItem> ci_of(const se::Alert& alert) const {
        for (int resource = 0; resource < resource_count; ++resource) {
            const int ci = history_.ci.at(static_cast<std::size_t>(resource));
            if (ci > 0 && alert.target_ids.front() == resource_id(resource))
                return se::ConfigurationItem{"ci-" + std::to_string(ci), "item " + std::to_string(ci), "", ""};
        }
        return std::nullopt;
    }

    void fault(const std::string& text, Millis at) {
        if (verdict_.fault.empty()) verdict_.fault = time_in_words(at) + ": " + text;
    }

    void check_overdue(Millis now) {
        if (!verdict_.fault.empty()) return;
        const std::string missing = model_.overdue(now);
        if (!missing.empty()) fault(missing, now);
    }

    void decided(const se::Simulated& one) {
        if (!verdict_.fault.empty()) return;
        ++verdict_.decisions;
        const Millis at = since_start(one.at);
        const se::Plan& plan = one.plan;
        Done done{
            plan.act, plan.note, {}, one.happening, one.incident, plan.why, plan.happening && plan.happening->summary};
        if (plan.raise) done.raise = static_cast<int>(*plan.raise);
        const bool is_message = message_ && plan.event != se::Event::due;
        if (with_log_)
            verdict_.log +=
                time_in_words(at) + " " + (is_message ? one.alert_key : "(due)") + " " + in_words(done) + "\n";
        if (is_message) {
            const Message& message = *std::exchange(message_, nullptr);
            check_message(message, done, at);
        } else {
            check_due(done, at, done.raise);
        }
        if (!verdict_.fault.empty()) return;
        keep_books(done, at);
        if (plan.happening && plan.act == se::Act::open_incident)
            check_severity(done.happening, plan.happening->severity, at);
    }

    // The model's groups and the product's happenings are the same under other names.
    bool same(const std::string& group, const Done& done, Millis at) {
        const auto [one, is_new] = happening_of_.emplace(group, done.happening);
        const auto [other, is_new_too] = group_of_.emplace(done.happening, group);
        if (one->second == done.happening && other->second == group) return true;
        fault(in_words(done) + "; by the text it belongs to " + group + " (" + one->second + ")", at);
        return false;
    }

    void check_message(const Message& message, const Done& done, Millis at) {
        const Should should = model_.message(message);
        const auto differs = [&](const std::string& why = "") {
            fault(in_words(message) + ": " + in_words(done) + "; by the text: " + name_of(should.then) +
                      (should.raise ? " raise to Sev" + std::to_string(*should.raise) : "") +
                      (should.group.empty() ? "" : " of " + should.group) + (why.empty() ? "" : ": " + why),
                  at);
        };
        if (!should.group.empty() && !same(should.group, done, at)) return;
        // Of an incident that is reopened the desk knows its severity; raising it to less changes nothing.
        if (done.raise && !should.raise && done.raise == should.may_raise)
            model_.told(should.group, *done.raise);
        else if (should.raise != done.raise && (should.then != Then::reopen || should.raise))
            return differs("the severity");
        switch (should.then) {
            case Then::record:
            case Then::hold:
            case Then::keep:
            case Then::forget:
                if (done.act != se::Act::nothing && done.act != se::Act::resolve_if_found) return differs();
                if (done.why.empty()) return differs("no reason is named");
                // The end of an alert that has no ticket may be told as any end.
                if (!message.fired && should.reason == Reason::no_ticket) return;
                if (done.why.find(words_of(should.reason)) == std::string::npos)
                    return differs(std::string("the reason should say \"") + words_of(should.reason) + "\"");
                return;
            case Then::open:
                if (done.act != se::Act::open_incident) return differs();
                return;
            case Then::reopen:
                if (done.act != se::Act::reopen_incident) return differs();
                return;
            case Then::resolve:
                if (done.act != se::Act::resolve_incident) return differs();
                return;
            case Then::tell_over:
                if (done.act != se::Act::add_note || done.note != se::NoteAbout::over) return differs();
                return;
            case Then::leave:
                if (done.act != se::Act::nothing) return differs();
                return;
            case Then::tell:
            case Then::wait: check_note(should, done, at, differs); return;
            case Then::summary: return differs("the model has no incident for it");
        }
    }

    template <typename Differs>
    void check_note(const Should& should, const Done& done, Millis at, const Differs& differs) {
        if (done.act == se::Act::nothing) {
            if (should.then == Then::tell && !should.may_be_listed && !should.flaps) return differs("nobody is told");
            if (should.then == Then::tell || should.flaps) model_.listed(should.group, at);
            return;
        }
        if (done.act != se::Act::add_note) return differs();
        if (done.note == se::NoteAbout::list || done.note == se::NoteAbout::flapping ||
            done.note == se::NoteAbout::calm) {
            model_.listed(should.group, at);
            return check_due(done, at, {});  // the raise is checked
        }
        if (done.note == se::NoteAbout::over) return differs("it is not over");
        if (should.flaps && !should.raise) return differs("a note an hour");
        model_.noted(should.group);
    }

    void check_due(const Done& done, Millis at, std::optional<int> raise) {
        model_.settle(at);
        auto found = group_of_.find(done.happening);
        if (found == group_of_.end() && done.summary) {  // seen for the first time
            for (const auto& [name, is] : model_.happenings())
                if (is.summary && !happening_of_.contains(name)) {
                    if (same(name, done, at)) break;
                }
            found = group_of_.find(done.happening);
        }
        if (found == group_of_.end()) return fault("of an unknown happening: " + in_words(done), at);
        const std::string& group = found->second;
        std::string why;
        switch (done.act) {
            case se::Act::nothing: return;  // the model does what needs no act by itself
            case se::Act::open_incident: why = model_.due(group, at, Then::open); break;
            case se::Act::reopen_incident:
                why = model_.due(group, at, Then::reopen);
                if (why.empty()) why = model_.reopened(group, raise);
                break;
            case se::Act::resolve_incident: why = model_.due(group, at, Then::resolve); break;
            case se::Act::add_note:
                why = done.note == se::NoteAbout::over       ? model_.due(group, at, Then::tell_over)
                      : done.note == se::NoteAbout::list     ? model_.note_due(group, at, Note::list, raise)
                      : done.note == se::NoteAbout::flapping ? model_.note_due(group, at, Note::flapping, raise)
                      : done.note == se::NoteAbout::calm     ? model_.note_due(group, at, Note::calm, raise)
                                                             : "a note without a message";
                break;
            default: why = "an act that needs a message";
        }
        if (!why.empty()) fault(in_words(done) + "; " + why, at);
    }

    void check_severity(const std::string& happening, std::optional<se::Severity> severity, Millis at) {
        const std::string& group = group_of_.at(happening);
        const int told = severity ? static_cast<int>(*severity) : 5;
        if (!model_.may_tell(group, told, at))
            return fault("opened as Sev" + std::to_string(told) + ", which is not the worst of " + group, at);
        model_.told(group, told);
    }

    // What holds whatever the model says.
    void keep_books(const Done& done, Millis at) {
        if (done.act == se::Act::open_incident || done.act == se::Act::reopen_incident) {
            const auto [open, is_new] = open_.emplace(done.happening, done.incident);
            if (!is_new) return fault("a second open incident: " + in_words(done) + " beside " + open->second, at);
        } else if (done.act == se::Act::resolve_incident) {
            const auto open = open_.find(done.happening);
            if (open == open_.end() || open->second != done.incident)
                return fault("not the open incident of its happening: " + in_words(done), at);
            open_.erase(open);
        } else if (done.act == se::Act::add_note) {
            const auto open = open_.find(done.happening);
            if (open == open_.end() || open->second != done.incident)
                return fault("a note on an incident that is not open: " + in_words(done), at);
        }
    }

    const History& history_;
    PolicyModel model_;
    bool with_log_;
    Verdict verdict_;
    const Message* message_ = nullptr;
    std::map<std::string, std::string> happening_of_, group_of_;
    std::map<std::string, std::string> open_;  // happening -> its open incident
};

}  // namespace

Verdict judge(const History& history, const Rules& rules, const Counted& counted, bool with_log) {
    return Judge(history, rules, counted, with_log).run();
}

}  // namespace histories
