#include "core/simulation.h"

#include <algorithm>
#include <utility>

#include "core/happening.h"

namespace secure_export {

Simulation::Simulation(const Connection& connection, MaintenanceEnds maintenance_ends, RememberedCi remembered_ci,
                       Report report)
    : connection_(connection),
      maintenance_ends_(std::move(maintenance_ends)),
      remembered_ci_(std::move(remembered_ci)),
      report_(std::move(report)) {}

AlertRecord Simulation::alert(const std::string& alert_key) {
    const auto known = alerts_.find(alert_key);
    return known == alerts_.end() ? AlertRecord{} : known->second.record;
}

std::optional<HappeningState> Simulation::happening(const std::string& key) {
    const auto known = happenings_.find(key);
    if (known == happenings_.end()) return std::nullopt;
    return known->second.state;
}

int Simulation::opened_since(const std::string& route, Tick since) {
    const std::multiset<Tick>& opened = opened_[route];
    return static_cast<int>(std::distance(opened.upper_bound(since), opened.end()));
}

int Simulation::held() { return held_; }

std::optional<ConfigurationItem> Simulation::remembered_ci(const std::string& desk, const Alert& alert) {
    return remembered_ci_ ? remembered_ci_(desk, alert) : std::nullopt;
}

std::size_t Simulation::held_now() const { return static_cast<std::size_t>(held_); }

void Simulation::message(const Alert& alert, const Moment& received) {
    run_until(received);
    now_ = received;
    decide(std::make_shared<const Alert>(alert), {received, received.wall, false, "", true});
}

void Simulation::run_until(const Moment& end) {
    while (!due_.empty() && due_.begin()->first <= end.tick) {
        const auto [tick, key] = *due_.begin();
        const Tick at = std::max(tick, now_.tick);
        now_ = {end.wall_at(at), at};
        do_due(key, now_);
    }
}

void Simulation::do_due(const std::string& key, const Moment& at) {
    HappeningRecord& record = happenings_[key];
    set_due(record, std::nullopt);
    std::shared_ptr<const Alert> alert = record.last;
    if (record.state.hold_until && !record.members.empty()) alert = alerts_[record.members.begin()->second].firing;
    if (alert) decide(alert, {at, at.wall, true, key, true});
}

void Simulation::decide(const std::shared_ptr<const Alert>& alert, const Occasion& occasion) {
    Planned planned = plan_by_mapping(*alert, connection_, *this, occasion, maintenance_ends_);
    if (planned.one_too_many) {
        Occasion moved = occasion;
        moved.happening = move_to_summary(occasion.happening, alert, occasion.now);
        planned = plan_by_mapping(*alert, connection_, *this, moved, maintenance_ends_);
    }
    carry_out(alert, std::move(planned), occasion.now);
}

std::string Simulation::move_to_summary(const std::string& from, const std::shared_ptr<const Alert>& alert,
                                        const Moment& now) {
    HappeningRecord& left = happenings_[from];
    HappeningState state = summary_of_route(*this, connection_, left.state.route);
    HappeningRecord& summary = happenings_[state.key];
    summary.state = std::move(state);
    summary.last = alert;
    add_members(summary.state, left.state, now.tick);
    for (const auto& [id, member] : left.members) {
        summary.members[id] = member;
        alerts_[member].record.happening = summary.state.key;
    }
    left.members.clear();
    if (left.state.hold_until) --held_;
    left.state.members = 0;
    left.state.hold_until.reset();
    left.state.in_maintenance = false;
    set_due(left, std::nullopt);
    set_due(summary, next_due(summary.state, route_named(connection_, summary.state.route)));
    return summary.state.key;
}

void Simulation::set_due(HappeningRecord& record, std::optional<Tick> due) {
    if (record.due) due_.erase({*record.due, record.state.key});
    record.due = due;
    if (due) due_.insert({*due, record.state.key});
}

std::string Simulation::number_of(const Plan& plan, const std::optional<KnownIncident>& known,
                                  const std::string& alert_key, const Moment& at) {
    if (plan.act == Act::open_incident) {
        std::string number = "#" + std::to_string(incidents_.size() + 1);
        incidents_[number] = {plan.subject_key, alert_key, at, std::nullopt};
        return number;
    }
    if (!known) return {};
    if (plan.act == Act::resolve_incident) incidents_[known->number].closed = at;
    if (plan.act == Act::reopen_incident) incidents_[known->number].closed.reset();
    return known->number;
}

void Simulation::carry_out(const std::shared_ptr<const Alert>& alert, Planned planned, const Moment& at) {
    const bool is_new = !alerts_.contains(alert->key);
    AlertState& is = alerts_[alert->key];
    if (is_new) is.id = static_cast<std::int64_t>(alerts_.size());
    Simulated simulated{at, alert->key, planned.plan.subject_key, "", planned.plan};
    const Plan& plan = planned.plan;
    Known& known = is.record.known;
    if (plan.event != Event::due) {
        is.record.happening = plan.subject_key;
        const bool stands_for_it = is_new || !is_of_happening(*alert) || plan.new_incident;
        if ((alert->condition == Condition::fired || is_new) && stands_for_it) {
            known.rule = alert->rule;
            known.severity = alert->severity_text;
            known.first_target = first_target(*alert);
        }
        if (plan.event != Event::late) remember_times(known.last_fired, known.last_resolved, *alert, plan, at.wall);
    }
    if (planned.happening) {
        carry_out_in(happenings_[planned.happening->key], alert, planned);
        simulated.incident = number_of(plan, planned.happening->incident, alert->key, at);
        HappeningState& state = happenings_[planned.happening->key].state;
        if (plan.act == Act::open_incident) state.incident = KnownIncident{plan.desk, simulated.incident};
        if (state.state == State::open)
            for (const auto& [id, member] : happenings_[planned.happening->key].members)
                alerts_[member].record.known.incident = state.incident;
    } else {
        simulated.incident = number_of(plan, known.incident, alert->key, at);
        known.state = plan.act == Act::park ? known.state : done(plan.act, plan.next);
        known.generation = plan.generation;
        if (plan.act == Act::open_incident) known.incident = KnownIncident{plan.desk, simulated.incident};
    }
    if (report_) report_(simulated);
}

void Simulation::carry_out_in(HappeningRecord& record, const std::shared_ptr<const Alert>& alert,
                              const Planned& planned) {
    const Plan& plan = planned.plan;
    if (!plan.happening) return;  // parked
    const bool was_held = record.state.hold_until.has_value();
    if (plan.act == Act::open_incident && !plan.happening->summary)
        opened_[plan.happening->route].insert(*plan.happening->opened);
    const std::string key = planned.happening->key;
    set_due(record, std::nullopt);
    record.state = *plan.happening;
    record.last = alert;
    held_ += static_cast<int>(record.state.hold_until.has_value()) - static_cast<int>(was_held);
    if (plan.event != Event::due) {
        AlertState& is = alerts_[alert->key];
        is.record.known.state = plan.member;
        if (plan.member == State::open) {
            record.members[is.id] = alert->key;
            if (alert->condition == Condition::fired) is.firing = alert;
        } else {
            record.members.erase(is.id);
            is.firing.reset();
        }
    }
    if (plan.happening->members == 0) {
        for (const auto& [id, member] : record.members) {
            alerts_[member].record.known.state = State::closed;
            alerts_[member].firing.reset();
        }
        record.members.clear();
    }
    record.state.key = key;
    set_due(record, next_due(record.state, route_named(connection_, record.state.route)));
}

}  // namespace secure_export
