#include "core/simulation.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "core/happening.h"

namespace secure_export {

namespace {
constexpr int no_level = 5;  // after the five severities
}  // namespace

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

void Simulation::message(const Alert& alert, const Moment& received, std::int64_t delivery) {
    run_until(received);
    now_ = received;
    decide(std::make_shared<const Message>(Message{alert, delivery}), {received, received.wall, false, "", true});
}

// What is due at one time is done as the inbox gives it out: the most severe first, then the oldest.
void Simulation::run_until(const Moment& end) {
    while (!due_.empty() && due_.begin()->first <= end.tick) {
        const Tick tick = due_.begin()->first, at = std::max(tick, now_.tick);
        now_ = {end.wall_at(at), at};
        std::vector<std::tuple<int, std::int64_t, std::string>> batch;
        for (auto one = due_.begin(); one != due_.end() && one->first == tick; ++one) {
            const auto alert = alert_of_due(happenings_[one->second]);
            const int level = alert && alert->severity ? static_cast<int>(*alert->severity) : no_level;
            batch.emplace_back(level, alert ? alert->delivery : 0, one->second);
        }
        std::sort(batch.begin(), batch.end());
        for (const auto& [level, delivery, key] : batch)
            if (happenings_[key].due == tick) do_due(key, now_);
    }
}

std::shared_ptr<const Simulation::Message> Simulation::alert_of_due(const HappeningRecord& record) {
    if (record.state.hold_until && !record.members.empty()) return alerts_[record.members.begin()->second].firing;
    return record.last;
}

void Simulation::do_due(const std::string& key, const Moment& at) {
    HappeningRecord& record = happenings_[key];
    set_due(record, std::nullopt);
    if (const auto alert = alert_of_due(record)) decide(alert, {at, at.wall, true, key, true});
}

void Simulation::decide(const std::shared_ptr<const Message>& alert, const Occasion& occasion) {
    Planned planned = plan_by_mapping(*alert, connection_, *this, occasion, maintenance_ends_);
    if (planned.one_too_many) {
        Occasion moved = occasion;
        moved.happening = move_to_summary(occasion.happening, alert, occasion.now);
        planned = plan_by_mapping(*alert, connection_, *this, moved, maintenance_ends_);
    }
    carry_out(alert, std::move(planned), occasion.now);
}

std::string Simulation::move_to_summary(const std::string& from, const std::shared_ptr<const Message>& alert,
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

std::string Simulation::name_of_new(std::int64_t delivery) const {
    std::string name = name_incident_ ? name_incident_(delivery) : std::string();
    if (name.empty() || incidents_.contains(name)) name = "#" + std::to_string(incidents_.size() + 1);
    return name;
}

void Simulation::people_closed(const std::string& incident, CanReopen can_reopen) {
    const auto known = incidents_.find(incident);
    if (known == incidents_.end()) return;
    known->second.closed = now_;
    const auto is_of = [&](const std::optional<KnownIncident>& one) { return one && one->number == incident; };
    if (const auto happening = happenings_.find(known->second.happening); happening != happenings_.end()) {
        HappeningState& state = happening->second.state;
        if (!is_of(state.incident)) return;
        state.state = State::closed;
        if (can_reopen == CanReopen::no) state.incident.reset();
        set_due(happening->second, next_due(state, route_named(connection_, state.route)));
    } else if (const auto alert = alerts_.find(known->second.alert_key); alert != alerts_.end()) {
        Known& own = alert->second.record.known;
        if (!is_of(own.incident)) return;
        own.state = State::closed;
        if (can_reopen == CanReopen::no) own.incident.reset();
    }
}

std::string Simulation::number_of(const Plan& plan, const std::optional<KnownIncident>& known, const Message& alert,
                                  const Moment& at) {
    if (plan.act == Act::open_incident) {
        std::string number = name_of_new(alert.delivery);
        incidents_[number] = {plan.subject_key, alert.key, at, std::nullopt};
        return number;
    }
    if (!known) return {};
    if (plan.act == Act::resolve_incident) incidents_[known->number].closed = at;
    if (plan.act == Act::reopen_incident) incidents_[known->number].closed.reset();
    return known->number;
}

void Simulation::carry_out(const std::shared_ptr<const Message>& alert, Planned planned, const Moment& at) {
    const bool is_new = !alerts_.contains(alert->key);
    AlertState& is = alerts_[alert->key];
    if (is_new) is.id = static_cast<std::int64_t>(alerts_.size());
    Simulated simulated{at, alert->delivery, alert->key, planned.plan.subject_key, "", planned.plan};
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
        simulated.incident = number_of(plan, planned.happening->incident, *alert, at);
        HappeningRecord& record = happenings_[planned.happening->key];
        if (plan.act == Act::open_incident) record.state.incident = KnownIncident{plan.desk, simulated.incident};
        if (plan.act == Act::open_incident || plan.act == Act::reopen_incident) {
            for (const auto& [id, member] : record.members)
                alerts_[member].record.known.incident = record.state.incident;
        }
        // What is held, or over before it was opened, is not of the happening's earlier incident.
        const State state = record.state.state;
        if (plan.happening && state != State::unknown && state != State::closed) known.incident = record.state.incident;
    } else {
        simulated.incident = number_of(plan, known.incident, *alert, at);
        known.state = plan.act == Act::park ? known.state : done(plan.act, plan.next);
        known.generation = plan.generation;
        if (plan.act == Act::open_incident) known.incident = KnownIncident{plan.desk, simulated.incident};
    }
    if (report_) report_(simulated);
}

void Simulation::carry_out_in(HappeningRecord& record, const std::shared_ptr<const Message>& alert,
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
