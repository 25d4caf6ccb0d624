#include "service/intent.h"

#include "core/ci_candidates.h"
#include "core/happening.h"
#include "core/timestamps.h"
#include "service/audit_entries.h"

namespace secure_export::service {

namespace {

// Fills the fields shown to people from the alert's Fired.
void describe(db::AlertRow& row, const Alert& alert, const Plan& plan) {
    // An open incident keeps the key that it was opened under, also if that is of a version before.
    if (row.correlation_key.empty() || plan.new_incident || plan.happening) row.correlation_key = plan.subject_key;
    if (alert.condition == Condition::resolved && row.id) return;
    // The first message about a happening stands for it, whatever rules and subscriptions the others are of.
    if (is_of_happening(alert) && !row.alert_id.empty() && !plan.new_incident) return;
    row.alert_id = alert.alert_id;
    row.rule = alert.rule;
    row.severity = alert.severity_text;
    row.resource = unbound_resource(alert);
    row.monitoring_service = alert.monitoring_service;
    row.first_target = first_target(alert);
}

void log_parked(const db::Item& item, const std::string& why, const Environment& env) {
    env.log.write(Level::warning, "delivery " + std::to_string(item.delivery) + " is parked: " + why);
}

Settled nothing_to_do(db::Transaction& tx, const Claimed& claimed, PlannedRows planned, const Moment& now) {
    const Plan& plan = planned.plan;
    Rows& rows = planned.rows;
    const bool late = plan.event == Event::late;
    const bool due = plan.event == Event::due;
    // So that a Resolved without a Fired can be found, and what is held is known to lists.
    if (!due && (rows.alert.alert_id.empty() || (plan.happening && plan.member != rows.member.state)))
        describe(rows.alert, claimed.alert, plan);
    rows.alert.state = plan.next;
    if (!late && !due)
        remember_times(rows.alert.last_fired, rows.alert.last_resolved, claimed.alert, plan, claimed.item.received_at);
    finish_policies(tx, rows, plan, claimed.item, now);
    save_alert(tx, rows, plan.route, now);
    const AuditEventType type = late                    ? AuditEventType::late
                                : plan.hold.count() > 0 ? AuditEventType::held
                                                        : AuditEventType::nothing_to_do;
    if (!due) tell(tx, claimed.item, 0, {{type, plan.why}}, now.wall);
    db::Inbox(tx).settle(claimed.item);
    return {};
}

db::IncidentStatus intended_status(Act act, db::IncidentStatus now) {
    switch (act) {
        case Act::open_incident: return db::IncidentStatus::opening;
        case Act::resolve_incident: return db::IncidentStatus::resolving;
        case Act::reopen_incident: return db::IncidentStatus::reopening;
        default: return now;
    }
}

// A new row, not yet in the mapping.
db::IncidentRow begun_incident(const db::AlertRow& row, const Plan& plan) {
    db::IncidentRow incident;
    incident.correlation_key = row.correlation_key;
    incident.connection = row.connection;
    incident.desk = plan.desk;
    incident.resource = row.resource;
    return incident;
}

// Counted with the intent: the next worker must not take the last place once more.
void count_opening(db::Transaction& tx, const Rows& rows, const Plan& plan, const Moment& now) {
    if (!rows.happening || !plan.route || !plan.route->policies.max_tickets || rows.happening->state.summary) return;
    db::Happenings(tx).count_opening(rows.alert.connection, plan.route->name, now.tick,
                                     plan.route->policies.max_tickets->per);
}

}  // namespace

void finish_policies(db::Transaction& tx, Rows& rows, const Plan& plan, const db::Item& item, const Moment& now) {
    if (!plan.happening || !rows.happening) return;
    db::Happenings happenings(tx);
    const bool was_noted = rows.happening->state.noted != plan.happening->noted;
    const bool all_over = plan.happening->members == 0 && rows.happening->state.members > 0;
    rows.happening->state = *plan.happening;
    rows.happening->last_delivery = item.delivery;
    if (was_noted) rows.happening->noted_at = iso(now.wall);
    rows.member.state = plan.member;
    if (all_over) {
        happenings.close_members(plan.subject_key, now.wall);
        rows.member.state = State::closed;
    }
    // Of those that were held together, this message is one; the others become part of the incident too.
    if ((plan.act == Act::open_incident || plan.act == Act::reopen_incident) && rows.alert.incident)
        happenings.give_incident(plan.subject_key, rows.alert.incident);
}

std::string not_in_mapping(const Error& error) {
    return "a constraint of the mapping forbids it (" + error.detail + ")";
}

bool park(db::Transaction& tx, const db::Item& item, const std::string& why, const Environment& env) {
    const Time now = db::now(tx, env.clock).wall;
    if (!db::Inbox(tx).park(item, now, why)) return false;
    tell(tx, item, 0, {{AuditEventType::parked, why}}, now);
    log_parked(item, why, env);
    return true;
}

Begun intend(db::Transaction& tx, std::shared_ptr<const Claimed> claimed, const Environment& env,
             bool ci_was_looked_up) {
    const Moment moment = db::now(tx, env.clock);
    const db::Item& item = claimed->item;
    Occasion occasion{moment, item.received_at, item.task, item.happening, ci_was_looked_up};
    const auto planned_now = [&] {
        return plan_by_database(tx, claimed->alert, claimed->connection, item.confirmed, occasion, env);
    };
    PlannedRows planned = planned_now();
    if (planned.one_too_many) {
        occasion.happening = move_to_summary(tx, claimed->connection, occasion.happening, item.delivery, moment);
        planned = planned_now();
    }
    Plan& plan = planned.plan;
    Rows& rows = planned.rows;
    if (plan.act == Act::park) {
        tell(tx, item, 0, {{AuditEventType::parked, plan.why}}, moment.wall);
        db::Inbox(tx).park_aside(item, moment.wall, plan.why);
        log_parked(item, plan.why, env);
        return Settled{};
    }
    if (const std::string line = rows.happening ? rows.happening->state.key : std::string(); item.happening != line) {
        auto in_line = std::make_shared<Claimed>(*claimed);
        const bool is_first = db::Inbox(tx).stand_in_line_of(in_line->item, line, moment.tick);
        claimed = std::move(in_line);
        if (!is_first) return Settled{};
    }
    if (plan.act == Act::nothing) return nothing_to_do(tx, *claimed, std::move(planned), moment);
    // A route, an earlier incident or a change of the settings sends it to another desk.  It is requeued, not carried
    // out now: that desk has its own concurrency limit and circuit breaker.
    if (plan.desk != claimed->item.desk) {
        db::Inbox(tx).move(claimed->item, plan.desk, moment.tick);
        return Settled{};
    }
    const DeskSettings* desk = claimed->snapshot->desk(plan.desk);
    if (plan.act == Act::look_up_ci) return Intended{std::move(claimed), std::move(plan), std::move(rows), desk};
    if (plan.event != Event::due) describe(rows.alert, claimed->alert, plan);
    if (plan.new_incident) rows.incident = begun_incident(rows.alert, plan);
    if (plan.act == Act::resolve_if_found)  // no intent to commit until the desk has an incident
        return Intended{std::move(claimed), std::move(plan), std::move(rows), desk};
    if (plan.new_incident) {
        begin_generation(rows, plan.generation);
        count_opening(tx, rows, plan, moment);
    }
    rows.incident.status = intended_status(plan.act, rows.incident.status);
    rows.alert.state = plan.next;
    db::Alerts(tx).save(rows.incident, moment.wall);
    rows.alert.incident = rows.incident.id;
    save_alert(tx, rows, plan.route, moment);
    return Intended{std::move(claimed), std::move(plan), std::move(rows), desk};
}

}  // namespace secure_export::service
