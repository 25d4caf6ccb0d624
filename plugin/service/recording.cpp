#include "service/recording.h"

#include <algorithm>

#include "core/back_off.h"
#include "core/limits.h"
#include "db/engine/in_transaction.h"
#include "db/store/audit_trail.h"
#include "db/store/desk_queues.h"
#include "service/create_intent.h"
#include "service/limits.h"

namespace secure_export::service {

namespace {

constexpr Milliseconds first_duplicate_look = std::chrono::minutes(1);
constexpr Milliseconds between_unbound_looks = std::chrono::minutes(5);

// How long the item waits: at least as long as the desk asked for.
Milliseconds pause_of(const Intended& intended, const Error& why) {
    const Milliseconds asked_for = why.retry_after.value_or(Milliseconds(0));
    const Milliseconds longest = intended.desk ? longest_wait(*intended.desk) : longest_pause;
    return std::max(back_off(intended.claimed->item.attempt, longest), std::min(asked_for, max_retry_after));
}

// Only attempts 1, 2, 4, 8, ... are recorded: an outage of hours must not fill the audit trail.
bool worth_telling(int attempt) { return (attempt & (attempt - 1)) == 0; }

std::string name_of(const db::Item& item) { return "delivery " + std::to_string(item.delivery); }

// Writes the rows after the act.  A Resolved that found no incident has none to write.
void save(db::Transaction& tx, Rows& rows, const Plan& plan, const Moment& now) {
    db::Alerts alerts(tx);
    if (!rows.incident.desk.empty()) {
        alerts.save(rows.incident, now.wall);
        alerts.save_intent(rows.incident.id, rows.incident.create);
    }
    save_alert(tx, rows, plan.route, now);
}

// Records the desk's speed and reachability; returns an audit entry if its circuit breaker changed.
std::optional<AuditEntry> report(db::Transaction& tx, const Intended& intended, const ActResult& result,
                                 const Moment& now, const Log& log) {
    if (!intended.desk) return std::nullopt;
    note_speed(tx, *intended.desk, result);
    return report_call_outcome(tx, *intended.desk, result.call_outcome, now, log);
}

}  // namespace

Result<Begun> Recording::record(const Intended& intended, ActResult result) {
    auto begun = write(intended, result);
    if (!begun && begun.error().fault == Fault::refused) {
        result.ending = Error{Fault::broken, "cannot be worked on: " + not_in_mapping(begun.error()), ""};
        begun = write(intended, result);
    }
    if (begun) return begun;
    Error error = begun.error();
    error.message = "the result of " + name_of(intended.claimed->item) + " could not be recorded: " + error.message;
    return error;
}

Result<Begun> Recording::write(const Intended& intended, ActResult& result) {
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<Begun> {
        const Moment now = db::now(tx, env_.clock);
        auto line = report(tx, intended, result, now, env_.log);
        // Entries of an act that failed may not hold; they are recorded when it succeeds.
        const bool done = result.ending && !std::holds_alternative<Wait>(*result.ending);
        if (!done) result.audit_trail.clear();
        if (line) result.audit_trail.push_back(std::move(*line));
        return write_ending(tx, intended, result, now);
    });
}

Begun Recording::write_ending(db::Transaction& tx, const Intended& intended, ActResult& result, const Moment& now) {
    if (!result.ending) {
        give_back(tx, intended, result, result.ending.error(), now);
    } else if (const auto* waits = std::get_if<Wait>(&*result.ending)) {
        wait(tx, intended, result, *waits, now);
    } else if (const auto* finished = std::get_if<Finished>(&*result.ending)) {
        finish(tx, intended, result, *finished, now);
    } else if (std::holds_alternative<CiLookedUp>(*result.ending)) {
        return plan_with_ci(tx, intended, result, now);
    } else {
        return plan_again(tx, intended, result, now);
    }
    return Settled{};
}

void Recording::finish(db::Transaction& tx, const Intended& intended, ActResult& result, const Finished& finished,
                       const Moment& now) {
    if (!db::Inbox(tx).settle(intended.claimed->item)) return record_anyway(tx, intended, result, now);
    result.rows.alert.state = finished.next;
    if (intended.plan.event != Event::due) {
        db::AlertRow& alert = result.rows.alert;
        remember_times(alert.last_fired, alert.last_resolved, intended.claimed->alert, intended.plan,
                       intended.claimed->item.received_at);
    }
    finish_policies(tx, result.rows, intended.plan, intended.claimed->item, now);
    save(tx, result.rows, intended.plan, now);
    if (finished.look_for_duplicates)
        db::Alerts(tx).look_at(result.rows.incident.id, now.tick + first_duplicate_look, 0);
    if (finished.binding) db::Bindings(tx).save(*finished.binding, now.wall);
    if (finished.unbound) db::Bindings(tx).save_unbound(*finished.unbound, now, between_unbound_looks);
    tell(tx, intended.claimed->item, result.rows.incident.id, result.audit_trail, now.wall);
}

// The message does not count as acted on yet: its times are stored when the second plan is recorded.
Begun Recording::plan_again(db::Transaction& tx, const Intended& intended, ActResult& result, const Moment& now) {
    if (!db::Inbox(tx).holds(intended.claimed->item)) {
        record_anyway(tx, intended, result, now);
        return Settled{};
    }
    save(tx, result.rows, intended.plan, now);
    tell(tx, intended.claimed->item, result.rows.incident.id, result.audit_trail, now.wall);
    return intend(tx, intended.claimed, env_);
}

// The rows did not change.
Begun Recording::plan_with_ci(db::Transaction& tx, const Intended& intended, const ActResult& result,
                              const Moment& now) {
    if (result.looked_up) db::Bindings(tx).save(*result.looked_up, now.wall);
    if (!db::Inbox(tx).holds(intended.claimed->item)) {
        record_anyway(tx, intended, result, now);
        return Settled{};
    }
    return intend(tx, intended.claimed, env_, true);
}

// The claim is lost, so this worker must not decide about the delivery; what happened in the desk is still recorded.
void Recording::record_anyway(db::Transaction& tx, const Intended& intended, const ActResult& result,
                              const Moment& now) {
    const db::Item& item = intended.claimed->item;
    const db::IncidentRow& made = result.rows.incident;
    std::string also;
    if (made.id && !made.desk_id.empty() && intended.plan.act == Act::open_incident) {
        db::Alerts alerts(tx);
        if (!alerts.record_number(made.id, made.desk_id, made.number, made.url, now.wall))
            if (const auto known = alerts.incident(made.id); known && known->desk_id != made.desk_id)
                also = ", and " + made.number + " is looked at as a duplicate of " + known->number;
        alerts.look_at(made.id, now.tick, 0);
        tell(tx, item, made.id,
             {{AuditEventType::lease_lost,
               "a worker that had lost this alert to another one had opened " + made.number + also}},
             now.wall);
    }
    env_.log.write(Level::warning,
                   name_of(item) + " was claimed by another worker meanwhile: that worker's result counts" + also);
}

void Recording::wait(db::Transaction& tx, const Intended& intended, const ActResult& result, const Wait& wait,
                     const Moment& now) {
    const db::Item& item = intended.claimed->item;
    if (!db::Inbox(tx).put_back(item, now.tick + wait.for_how_long, wait.why)) return;
    std::vector<AuditEntry> audit_trail = result.audit_trail;
    if (worth_telling(item.attempt)) {
        audit_trail.push_back({AuditEventType::settling, wait.why});
        env_.log.write(Level::info, name_of(item) + " waits: " + wait.why);
    }
    tell(tx, item, result.rows.incident.id, audit_trail, now.wall);
}

void Recording::give_back(db::Transaction& tx, const Intended& intended, const ActResult& result, const Error& why,
                          const Moment& now) {
    const db::Item& item = intended.claimed->item;
    const db::IncidentRow& incident = result.rows.incident;
    std::vector<AuditEntry> audit_trail = result.audit_trail;
    db::Inbox inbox(tx);
    if (incident.id && intended.plan.act == Act::open_incident && inbox.holds(item))
        db::Alerts(tx).save_intent(incident.id, incident.create);
    if (must_wait(why.fault)) {
        if (!inbox.put_back(item, now.tick + pause_of(intended, why), why.message)) return;
        if (worth_telling(item.attempt)) {
            const std::string attempt = "attempt " + std::to_string(item.attempt) + ": " + why.message;
            audit_trail.insert(audit_trail.begin(), {AuditEventType::waiting, attempt});
            // A paused desk has one line in the log, not one per alert.
            if (!(result.call_outcome.unreachable && intended.desk && can_be_paused(*intended.desk)))
                env_.log.write(Level::warning, name_of(item) + " waits, " + attempt);
        }
    } else {
        if (!inbox.park(item, now.wall, why.message)) return;
        audit_trail.push_back({AuditEventType::parked, why.message});
        env_.log.write(Level::error, name_of(item) + " is parked: " + why.for_log());
    }
    tell(tx, item, incident.id, audit_trail, now.wall);
}

}  // namespace secure_export::service
