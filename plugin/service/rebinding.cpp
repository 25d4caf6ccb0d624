#include "service/rebinding.h"

#include <algorithm>

#include "core/field_templates.h"
#include "core/routing.h"
#include "core/subscription_bounds.h"
#include "db/engine/in_transaction.h"
#include "db/store/alerts.h"
#include "db/store/audit_trail.h"
#include "db/store/bindings.h"
#include "db/store/desk_queues.h"
#include "db/store/inbox.h"
#include "inbound/notice.h"
#include "service/ci_link.h"
#include "service/limits.h"
#include "service/unforeseen.h"
#include "service/watched_desk.h"

namespace secure_export::service {

namespace {
constexpr Milliseconds between_look_ups = std::chrono::minutes(5);
constexpr int logged_lookups = 3;
// Longer than all calls of one look-up.
constexpr Milliseconds look_up_lease = std::chrono::minutes(5);
}  // namespace

struct Rebinding::Tried {
    db::Waiting waiting;
    CiFound found;  // for this incident
    bool done;      // it needs no further look-up
    AuditEntry audit_trail{AuditEventType::not_bound, ""};
};

struct Rebinding::LookUp {
    std::shared_ptr<const Snapshot> snapshot;
    db::Unbound due;
    std::optional<std::string> body;
    std::optional<CiFound> found;  // by the alert of `due`
    std::vector<Tried> tried;
    CallOutcome call_outcome;
};

namespace {

DeskFields fields_for(const Snapshot& snapshot, const std::string& desk, const std::string& connection,
                      const Alert& alert) {
    const Connection* known = snapshot.connection(connection);
    const DeskSettings* settings = snapshot.desk(desk);
    if (!settings) return {};
    return fields_of_new(alert, *settings, known ? route_of(*known, alert) : nullptr);
}

Result<Alert> read_within(const Snapshot& snapshot, const std::string& connection, const std::string& body) {
    auto alert = inbound::read_alert(body);
    const Connection* known = snapshot.connection(connection);
    if (alert && known) keep_within(*alert, known->allowed_subscriptions);
    return alert;
}

std::string quoted(const std::string& name, const std::string& id) { return "\"" + name + "\" (" + id + ")"; }

// Replaces the item found by name by the one that has the alert's id.  A note in the incident says what people must
// correct themselves.
AuditEntry put_in_place(Desk& desk, const db::Waiting& waiting, const CiFound& found, bool& done) {
    const ConfigurationItem& ci = *found.ci;
    const ConfigurationItem before{waiting.ci_id, waiting.ci_name, "", ""};
    const std::string is = "configuration item " + quoted(ci.name, ci.id) + ", by " + found.reason;
    const std::string was = quoted(before.name, before.id) + ", which was found by its name";
    const auto put = desk.rebind(waiting.desk_id, before, ci);
    done = put || !must_wait(put.error().fault);
    if (!put)
        return {AuditEventType::not_bound,
                "the desk did not put " + is + ", in the place of " + was + ": " + put.error().message};
    const auto noted = [&](const std::string& text) {
        const Outcome note = desk.note(waiting.desk_id, "Azure Monitor: " + text);
        return note ? std::string("a note says so") : "a note was refused: " + note.error().message;
    };
    switch (*put) {
        case Rebound::replaced: return {AuditEventType::bound, "later: " + is + ", in the place of " + was};
        case Rebound::old_stays:
            return {AuditEventType::bound,
                    "later: " + is + "; the desk may keep " + was + ": " +
                        noted("the " + is + ". " + was + ", may still be linked: take it off if it is another")};
        case Rebound::left: break;
    }
    return {AuditEventType::not_bound,
            "later: " + is + "; people have put another one on " + waiting.number +
                ", which was left: " + noted("the " + is + ". Another one was chosen here by hand and was left")};
}

}  // namespace

Rebinding::Rebinding(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env)
    : database_(database), snapshots_(snapshots), desks_(desks), env_(env) {}

Result<bool> Rebinding::begin(const std::string& lease_owner, LookUp& look_up) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    look_up.snapshot = *snapshot;
    auto due_now = db::in_reading(database_, [&](db::Transaction& tx) -> Result<bool> {
        const Tick now = db::now(tx, env_.clock).tick;
        const auto next = db::Bindings(tx).next_due(now);
        return next && *next <= now;
    });
    if (!due_now || !*due_now) return due_now;
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<bool> {
        const Moment now = db::now(tx, env_.clock);
        auto due = db::Bindings(tx).claim_unbound(now, between_look_ups);
        if (!due) return false;
        look_up.due = std::move(*due);
        look_up.body = db::Inbox(tx).body(look_up.due.delivery);
        db::DeskQueues(tx).begin_look_up(look_up.due.desk, now.tick + look_up_lease, lease_owner);
        return true;
    });
}

// If no item is found, the resource stays unbound until its next look-up.
Outcome Rebinding::ask_desk(LookUp& look_up) {
    auto desk = desks_.get(*look_up.snapshot, look_up.due.desk);
    if (!look_up.body || !desk) return {};
    const auto alert = read_within(*look_up.snapshot, look_up.due.alert_connection, *look_up.body);
    if (!alert) return {};
    WatchedDesk watched(**desk, look_up.call_outcome);
    const db::Unbound& due = look_up.due;
    auto found = find_ci(database_, watched, due.desk, *alert,
                         fields_for(*look_up.snapshot, due.desk, due.alert_connection, *alert));
    if (!found || !found->ci) return {};
    look_up.found = std::move(*found);

    const auto waiting = db::in_reading(database_, [&](db::Transaction& tx) -> Result<std::vector<db::Waiting>> {
        return db::Bindings(tx).waiting(due, look_up.found->ci->id);
    });
    if (!waiting) return waiting.error();
    for (const db::Waiting& one : *waiting) {
        if (const auto tried = try_one(look_up, watched, one)) look_up.tried.push_back(*tried);
        if (look_up.call_outcome.unreachable) break;  // do not call an unreachable desk for every incident
    }
    return {};
}

// An item found by the resource applies to all alerts of that resource; one found by a name in the body applies to that
// alert only, so others are looked up on their own.
std::optional<Rebinding::Tried> Rebinding::try_one(const LookUp& look_up, Desk& desk, const db::Waiting& waiting) {
    const db::Unbound& due = look_up.due;
    Tried tried{waiting, *look_up.found, false, {}};
    const bool same_alert = waiting.alert_key == due.alert_key && waiting.connection == due.alert_connection;
    const bool holds = same_alert || look_up.found->resource == due.resource;
    std::optional<std::string> body = look_up.body;
    if (!holds) {
        const auto kept = db::in_reading(database_, [&](db::Transaction& tx) -> Result<std::optional<std::string>> {
            return db::Inbox(tx).body(waiting.delivery);
        });
        if (!kept) return std::nullopt;
        body = *kept;
    }
    const auto alert = read_within(*look_up.snapshot, waiting.connection, body.value_or(""));
    if (!alert) return std::nullopt;
    const CiLink link{database_, desk, due.desk, *alert,
                      fields_for(*look_up.snapshot, due.desk, waiting.connection, *alert)};
    if (!holds) {
        auto found = find_ci(database_, desk, due.desk, *alert, link.fields);
        if (!found || !found->ci) return std::nullopt;
        tried.found = std::move(*found);
    }
    // Another match by name is no improvement over the item that the incident has.
    if (!waiting.ci_id.empty() && (tried.found.by_name_for_now || tried.found.ci->id == waiting.ci_id))
        return std::nullopt;
    if (!waiting.ci_id.empty()) {
        tried.audit_trail = put_in_place(desk, waiting, tried.found, tried.done);
        return tried;
    }
    auto bound = bind_found(link, waiting.desk_id, tried.found);
    if (!bound) {
        tried.audit_trail = {AuditEventType::not_bound,
                             "the desk did not bind \"" + tried.found.ci->name + "\": " + bound.error().message};
        return tried;
    }
    tried.found = std::move(*bound);
    tried.done = tried.found.ci.has_value();
    tried.audit_trail = tried.done
                            ? AuditEntry{AuditEventType::bound, "later: configuration item " +
                                                                    quoted(tried.found.ci->name, tried.found.ci->id) +
                                                                    ", by " + tried.found.reason}
                            : AuditEntry{AuditEventType::not_bound, "no configuration item: " + tried.found.reason};
    return tried;
}

Outcome Rebinding::finish(const std::string& lease_owner, const LookUp& look_up) {
    return db::in_transaction(database_, [&](db::Transaction& tx) { return finish_in(tx, lease_owner, look_up); });
}

Outcome Rebinding::finish_in(db::Transaction& tx, const std::string& lease_owner, const LookUp& look_up) {
    const db::Unbound& due = look_up.due;
    const Moment moment = db::now(tx, env_.clock);
    const Time now = moment.wall;
    db::DeskQueues(tx).end_look_up(due.desk, lease_owner);
    if (const DeskSettings* desk = look_up.snapshot->desk(due.desk))
        if (const auto line = report_call_outcome(tx, *desk, look_up.call_outcome, moment, env_.log))
            db::AuditTrail(tx).add(
                {now, due.alert_connection, due.alert_key, due.delivery, 0, line->type, line->detail});

    db::Bindings bindings(tx);
    for (const Tried& tried : look_up.tried) {
        const bool bound = tried.done && tried.audit_trail.type == AuditEventType::bound;
        const ConfigurationItem& ci = bound ? *tried.found.ci : ConfigurationItem{};
        if (bound) {
            db::Alerts(tx).set_ci(tried.waiting.incident, ci.id, ci.name, tried.found.reason, now);
            if (!tried.found.remembered)
                bindings.save({due.desk, tried.found.resource, ci, tried.found.reason, ""}, now);
        }
        const std::string& connection =
            tried.waiting.connection.empty() ? due.alert_connection : tried.waiting.connection;
        const std::string& alert_key = tried.waiting.alert_key.empty() ? due.alert_key : tried.waiting.alert_key;
        // The same failure at every look-up is recorded for the first ones only.
        if (bound || due.looks <= logged_lookups)
            db::AuditTrail(tx).add({now, connection, alert_key, tried.waiting.delivery, tried.waiting.incident,
                                    tried.audit_trail.type, tried.audit_trail.detail});
    }
    settle(bindings, look_up, moment);
    return {};
}

// Removes the resource from the unbound ones, or schedules the next look-up.
void Rebinding::settle(db::Bindings& bindings, const LookUp& look_up, const Moment& now) {
    db::Unbound next = look_up.due;
    const bool left_undone = std::ranges::any_of(look_up.tried, [](const Tried& one) { return !one.done; });
    const bool found = look_up.found && !look_up.call_outcome.unreachable;
    if (found && look_up.found->by_name_for_now && next.ci_id.empty()) {
        next.ci_id = look_up.found->ci->id;
        next.ci_name = look_up.found->ci->name;
        next.why = look_up.found->reason;
    }
    const bool by_name = !next.ci_id.empty() && (!look_up.found || look_up.found->by_name_for_now);
    if (found && !left_undone && !by_name) return bindings.no_longer_unbound(next.desk, next.resource);
    // The interval grows for incidents that have an item already.
    const Milliseconds wait =
        by_name ? std::min(longest_between_look_ups, between_look_ups * (1 << std::clamp(next.looks - 1, 0, 10)))
                : between_look_ups;
    bindings.next_lookup(next, now, wait);
}

Result<bool> Rebinding::once(const std::string& lease_owner) {
    LookUp look_up;
    auto begun = begin(lease_owner, look_up);
    if (!begun || !*begun) return begun;
    const std::string desk = quoted_desk(look_up.due.desk);
    if (const Outcome asked = foreseen(desk, [&] { return ask_desk(look_up); }); !asked)
        env_.log.write(Level::error,
                       "configuration items of " + desk + " are looked up again later: " + asked.error().for_log());
    if (const Outcome done = finish(lease_owner, look_up); !done) return done.error();
    return true;
}

}  // namespace secure_export::service
