// What becomes of messages in the replay, noted and counted.
#include "service/operations/replay_run.h"

#include "core/audit_event_types.h"
#include "core/timestamps.h"
#include "service/operations/limits.h"

namespace secure_export::service::operations {
namespace {

std::string_view fate_of(const Plan& plan) {
    switch (plan.act) {
        case Act::open_incident: return name_of(AuditEventType::opened);
        case Act::reopen_incident: return name_of(AuditEventType::reopened);
        case Act::add_note: return name_of(AuditEventType::noted);
        case Act::resolve_incident: return name_of(AuditEventType::resolved);
        case Act::park: return name_of(AuditEventType::parked);
        case Act::look_up_ci: return {};
        case Act::resolve_if_found: return name_of(AuditEventType::nothing_to_do);
        case Act::nothing: break;
    }
    if (plan.event == Event::due) return {};
    return plan.event == Event::late ? name_of(AuditEventType::late)
           : plan.hold.count() > 0   ? name_of(AuditEventType::held)
                                     : name_of(AuditEventType::nothing_to_do);
}

std::uint64_t reason(const Plan& plan) {
    if (plan.act == Act::resolve_if_found) return same_words(plan.if_not_found);
    return plan.act == Act::nothing ? same_words(plan.why) : 0;
}

}  // namespace

std::string ReplayRun::day_of(Time at) { return iso(at).substr(0, 10); }

void ReplayRun::report(const std::string& connection, const Simulated& simulated) {
    const Plan& plan = simulated.plan;
    if (const std::string_view what = fate_of(plan); !what.empty()) {
        const Fate fate{simulated.delivery, ledger_.names.number_of(std::string(what)),
                        reason(plan) ? 0 : ledger_.names.number_of(simulated.incident), reason(plan)};
        ledger_.replayed(fate);
        const Fate* const then = ledger_.first(simulated.delivery);
        if (plan.event != Event::due && !(then && *then == fate) && whys_.size() < max_replay_reasons)
            whys_.try_emplace(simulated.delivery, plan.why);
    }
    if (simulated.at.wall >= result_->since) count(connection, simulated);
}

void ReplayRun::count(const std::string& connection, const Simulated& simulated) {
    const Plan& plan = simulated.plan;
    const std::string on = day_of(simulated.at.wall);
    admin::ReplayCounts& counts = row(on, connection, plan.route ? plan.route->name : "");
    admin::ReplayDay& of_day = day(simulated.at.wall);
    const bool message = plan.event != Event::due;
    const bool fires = plan.event == Event::fired || plan.event == Event::fired_again;
    counts.messages += message;
    if (plan.act == Act::open_incident) ++counts.opened, ++of_day.opened_now;
    if (plan.act == Act::reopen_incident) ++counts.reopened;
    if (plan.act == Act::resolve_incident) ++counts.resolved, ++of_day.resolved_now;
    if (plan.act == Act::add_note) ++of_day.notes_now;
    if (!plan.happening) {
        counts.grouped += fires && plan.act == Act::add_note;
        return;
    }
    const HappeningState& is = *plan.happening;
    counts.summary += fires && is.summary;
    counts.grouped += fires && plan.act != Act::open_incident && plan.act != Act::reopen_incident &&
                      is.state == State::open && plan.member == State::open && plan.event == Event::fired;
    bool& was_held = held_[connection + '\n' + is.key];
    if (!was_held && is.hold_until) ++counts.held;
    if (was_held && !is.hold_until && is.state != State::open) ++counts.never_opened;
    was_held = is.hold_until.has_value();
    if (!was_held) held_.erase(connection + '\n' + is.key);
}

admin::ReplayDay& ReplayRun::day(Time at) {
    const std::string name = day_of(at);
    admin::ReplayDay& day = days_[name];
    day.day = name;
    return day;
}

admin::ReplayCounts& ReplayRun::row(const std::string& day, const std::string& connection, const std::string& route) {
    return rows_[{day, connection, route}];
}

}  // namespace secure_export::service::operations
