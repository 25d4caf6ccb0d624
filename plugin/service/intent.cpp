#include "service/intent.h"

#include "core/ci_candidates.h"
#include "core/happening.h"
#include "service/audit_entries.h"

namespace secure_export::service {

namespace {

// Fills the fields shown to people from the alert's Fired.
void describe(db::AlertRow& row, const Alert& alert, const Plan& plan) {
    row.correlation_key = plan.subject_key;
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

Settled nothing_to_do(db::Transaction& tx, const Claimed& claimed, const Plan& plan, db::AlertRow row, Time now) {
    const bool late = plan.event == Event::late;
    if (row.alert_id.empty()) describe(row, claimed.alert, plan);  // so that a Resolved without a Fired can be found
    row.state = plan.next;
    if (!late) remember_times(row, claimed, plan);
    db::Alerts(tx).save(row, now);
    tell(tx, claimed.item, 0, {{late ? AuditEventType::late : AuditEventType::nothing_to_do, plan.why}}, now);
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

}  // namespace

std::string not_in_mapping(const Error& error) {
    return "a constraint of the mapping forbids it (" + error.detail + ")";
}

void remember_times(db::AlertRow& row, const Claimed& claimed, const Plan& plan) {
    const bool ends = claimed.alert.condition == Condition::resolved;
    if (is_of_happening(claimed.alert)) {
        const Time end = plan.resolved.value_or(plan.fired.value_or(claimed.item.received_at));
        if (claimed.alert.news == News::begins) row.last_fired = newest(row.last_fired, plan.fired);
        if (ends) row.last_resolved = newest(row.last_resolved, end);
        return;
    }
    row.last_fired = newest(row.last_fired, plan.fired);
    if (ends) row.last_resolved = plan.resolved.value_or(claimed.item.received_at);
}

bool park(db::Transaction& tx, const db::Item& item, const std::string& why, const Environment& env) {
    const Time now = db::now(tx, env.clock).wall;
    if (!db::Inbox(tx).park(item, now, why)) return false;
    tell(tx, item, 0, {{AuditEventType::parked, why}}, now);
    log_parked(item, why, env);
    return true;
}

Begun intend(db::Transaction& tx, std::shared_ptr<const Claimed> claimed, const Environment& env) {
    const Moment moment = db::now(tx, env.clock);
    const db::Item& item = claimed->item;
    Rows rows = rows_of(tx, item.connection, item.alert_key);
    Plan plan =
        secure_export::plan(claimed->alert, known_of(rows, item.confirmed), claimed->connection, item.received_at);
    if (plan.act == Act::park) {
        tell(tx, item, 0, {{AuditEventType::parked, plan.why}}, moment.wall);
        db::Inbox(tx).park_aside(item, moment.wall, plan.why);
        log_parked(item, plan.why, env);
        return Settled{};
    }
    if (plan.act == Act::nothing) return nothing_to_do(tx, *claimed, plan, std::move(rows.alert), moment.wall);
    // A route, an earlier incident or a change of the settings sends it to another desk.  It is requeued, not carried
    // out now: that desk has its own concurrency limit and circuit breaker.
    if (plan.desk != item.desk) {
        db::Inbox(tx).move(item, plan.desk, moment.tick);
        return Settled{};
    }
    describe(rows.alert, claimed->alert, plan);
    if (plan.new_incident) rows.incident = begun_incident(rows.alert, plan);
    const DeskSettings* desk = claimed->snapshot->desk(plan.desk);
    if (plan.act == Act::resolve_if_found)  // no intent to commit until the desk has an incident
        return Intended{std::move(claimed), std::move(plan), std::move(rows), desk};
    if (plan.new_incident) begin_generation(rows, plan.generation);
    rows.incident.status = intended_status(plan.act, rows.incident.status);
    rows.alert.state = plan.next;
    db::Alerts alerts(tx);
    alerts.save(rows.incident, moment.wall);
    rows.alert.incident = rows.incident.id;
    alerts.save(rows.alert, moment.wall);
    return Intended{std::move(claimed), std::move(plan), std::move(rows), desk};
}

}  // namespace secure_export::service
