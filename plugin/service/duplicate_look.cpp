#include "service/duplicate_look.h"

#include <array>

#include "core/field_templates.h"
#include "db/engine/in_transaction.h"
#include "db/store/alerts.h"
#include "db/store/audit_trail.h"
#include "db/store/desk_queues.h"
#include "service/unforeseen.h"
#include "service/watched_desk.h"

namespace secure_export::service {

namespace {

using std::chrono::minutes;

// Intervals of the first checks after a create with an unknown outcome; later ones are daily.
constexpr std::array<Milliseconds, 5> at_first{minutes(1), minutes(2), minutes(5), minutes(15), minutes(60)};
constexpr Milliseconds daily = std::chrono::hours(24);
// Longer than all calls of one check.
constexpr Milliseconds look_lease = minutes(5);

// The wait after check number `looks` (from 0); nullopt: no further check.  A closed incident is checked for one more
// day.
std::optional<Milliseconds> until_next(const db::IncidentRow& incident, int looks) {
    if (incident.create.doubtful == 0) return std::nullopt;
    if (static_cast<std::size_t>(looks) < at_first.size()) return at_first[static_cast<std::size_t>(looks)];
    const bool closed = incident.status == db::IncidentStatus::closed;
    if (closed && static_cast<std::size_t>(looks) > at_first.size()) return std::nullopt;
    return daily;
}

}  // namespace

struct DuplicateLook::Look {
    std::shared_ptr<const Snapshot> snapshot;
    db::IncidentRow incident;
    std::string alert_key;
    int looks = 0;
    std::optional<Error> failed;                                        // the desk could not be searched
    std::vector<std::pair<DeskIncident, Result<Resolution>>> resolved;  // each further one, and what became of it
    CallOutcome call_outcome;
};

DuplicateLook::DuplicateLook(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env)
    : database_(database), snapshots_(snapshots), desks_(desks), env_(env) {}

Result<bool> DuplicateLook::begin(const std::string& lease_owner, Look& look) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    look.snapshot = *snapshot;
    auto due_now = db::in_reading(database_, [&](db::Transaction& tx) -> Result<bool> {
        const Tick now = db::now(tx, env_.clock).tick;
        const auto next = db::Alerts(tx).next_look(now);
        return next && *next <= now;
    });
    if (!due_now || !*due_now) return due_now;
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<bool> {
        db::Alerts alerts(tx);
        const Tick now = db::now(tx, env_.clock).tick;
        const auto due = alerts.claim_look(now, now + look_lease);
        auto incident = due ? alerts.incident(due->incident) : std::nullopt;
        if (!incident) {
            tx.roll_back();
            return false;
        }
        look.incident = std::move(*incident);
        look.alert_key = due->alert_key;
        look.looks = due->looks;
        db::DeskQueues(tx).begin_look_up(look.incident.desk, now + look_lease, lease_owner);
        return true;
    });
}

Outcome DuplicateLook::ask_desk(Look& look) {
    auto desk = desks_.get(*look.snapshot, look.incident.desk);
    if (!desk) return desk.error();
    WatchedDesk watched(**desk, look.call_outcome);
    const auto all = watched.find_all(look.incident.desk_key);
    if (!all) return all.error();
    // While the incident is being opened or resolved, the work line handles duplicates itself.
    const bool settled =
        look.incident.status == db::IncidentStatus::open || look.incident.status == db::IncidentStatus::closed;
    if (!settled || look.incident.desk_id.empty()) return {};
    const DeskSettings* settings = look.snapshot->desk(look.incident.desk);
    const DeskFields fields = settings ? fields_of_resolved(Alert(), *settings) : DeskFields();
    for (const DeskIncident& other : *all) {
        if (other.id == look.incident.desk_id || other.state != IncidentState::open) continue;
        const std::string text = "Azure Monitor: a duplicate of " + look.incident.number +
                                 ": please work on that one. Both carry the key " + look.incident.desk_key +
                                 ": a create took effect although its response had not arrived in time";
        // Without the alert's message, fields have their defaults.
        look.resolved.emplace_back(other, watched.resolve_with(other.id, text, fields));
        if (look.call_outcome.unreachable) break;
    }
    return {};
}

Outcome DuplicateLook::finish(const std::string& lease_owner, const Look& look) {
    return db::in_transaction(database_, [&](db::Transaction& tx) { return finish_in(tx, lease_owner, look); });
}

Outcome DuplicateLook::finish_in(db::Transaction& tx, const std::string& lease_owner, const Look& look) {
    const Moment moment = db::now(tx, env_.clock);
    const Time now = moment.wall;
    db::DeskQueues(tx).end_look_up(look.incident.desk, lease_owner);
    const auto tell = [&](AuditEventType what, const std::string& detail) {
        db::AuditTrail(tx).add({now, look.incident.connection, look.alert_key, 0, look.incident.id, what, detail});
    };
    if (const DeskSettings* desk = look.snapshot->desk(look.incident.desk))
        if (const auto line = report_call_outcome(tx, *desk, look.call_outcome, moment, env_.log))
            tell(line->type, line->detail);
    db::Alerts alerts(tx);
    auto incident = alerts.incident(look.incident.id);
    if (!incident) return {};
    bool all_done = !look.failed;
    for (const auto& [other, outcome] : look.resolved) {
        if (outcome) ++incident->create.doubtful;
        all_done = all_done && outcome;
        const std::string became = outcome ? "and was resolved" + (outcome->why.empty() ? "" : ": " + outcome->why)
                                           : "and could not be resolved: " + outcome.error().message;
        tell(AuditEventType::duplicate,
             other.number + " carries the key of " + look.incident.number + " too " + became);
        env_.log.write(Level::warning, "incident " + other.number + " in desk \"" + look.incident.desk +
                                           "\" is a duplicate of " + look.incident.number + " " + became);
    }
    if (!look.resolved.empty()) alerts.save_intent(incident->id, incident->create);
    if (!all_done) {  // retry soon, once the desk's circuit breaker allows it
        alerts.look_at(incident->id, moment.tick + at_first.front(), look.looks);
        return {};
    }
    const auto wait = until_next(*incident, look.looks);
    alerts.look_at(incident->id, wait ? std::optional(moment.tick + *wait) : std::nullopt, look.looks + 1);
    return {};
}

Result<bool> DuplicateLook::once(const std::string& lease_owner) {
    Look look;
    auto begun = begin(lease_owner, look);
    if (!begun || !*begun) return begun;
    if (const Outcome asked = foreseen(quoted_desk(look.incident.desk), [&] { return ask_desk(look); }); !asked)
        look.failed = asked.error();
    if (const Outcome done = finish(lease_owner, look); !done) return done.error();
    return true;
}

}  // namespace secure_export::service
