#include "service/rebinding.h"

#include "core/ci_ladder.h"
#include "db/alerts.h"
#include "db/bindings.h"
#include "db/desk_lines.h"
#include "db/inbox.h"
#include "db/story.h"
#include "inbound/notice.h"
#include "service/ci_finder.h"
#include "service/watched_desk.h"

namespace secure_export::service {

namespace {
constexpr Milliseconds between_look_ups = std::chrono::minutes(5);
// As for an item of the inbox: longer than all calls of one look-up.
constexpr Milliseconds lease = std::chrono::minutes(5);
}  // namespace

struct Rebinding::LookUp {
    std::shared_ptr<const Snapshot> snapshot;
    db::Unbound due;
    std::optional<std::string> body;
    std::optional<CiFound> found;
    std::vector<std::pair<db::IncidentRow, Outcome>>
        tried;  // each incident that waits for it, and whether it was bound
    Contact contact;
};

Rebinding::Rebinding(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env)
    : database_(database), snapshots_(snapshots), desks_(desks), env_(env) {}

Result<bool> Rebinding::begin(const std::string& holder, LookUp& look_up) {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    look_up.snapshot = *snapshot;
    const Time now = env_.clock.now();
    {
        auto tx = database_.read();
        if (!tx) return tx.error();
        const auto next = db::Bindings(*tx).next_due(now);
        if (!next || *next > now) return false;
    }
    auto tx = database_.write();
    if (!tx) return tx.error();
    auto due = db::Bindings(*tx).claim_unbound(now, now + between_look_ups);
    if (!due) return false;
    look_up.due = std::move(*due);
    look_up.body = db::Inbox(*tx).body(look_up.due.delivery);
    db::DeskLines(*tx).begin_look_up(look_up.due.desk, now + lease, holder);
    if (const Outcome done = tx->commit(); !done) return done.error();
    return true;
}

// What is not found now is looked up again at its next time.
void Rebinding::ask_desk(LookUp& look_up) try {
    auto desk = desks_.get(*look_up.snapshot, look_up.due.desk);
    if (!look_up.body || !desk) return;
    const auto alert = inbound::read_alert(*look_up.body);
    if (!alert) return;
    WatchedDesk watched(**desk, look_up.contact);
    auto found = find_ci(database_, watched, look_up.due.desk, *alert);
    if (!found || !found->ci) return;
    look_up.found = std::move(*found);

    std::vector<db::IncidentRow> waiting;
    {
        auto tx = database_.read();
        if (!tx) return;
        waiting = db::Alerts(*tx).open_without_ci(look_up.due.desk, look_up.due.resource);
    }
    for (db::IncidentRow& incident : waiting) {
        Outcome bound = watched.bind(incident.desk_id, *look_up.found->ci);
        look_up.tried.emplace_back(std::move(incident), std::move(bound));
        if (look_up.contact.away) return;  // one that does not answer is not asked for each of them
    }
} catch (const std::exception& e) {
    env_.log.write(Level::error, "desk \"" + look_up.due.desk + "\" failed in a way that is not foreseen: " + e.what());
}

Outcome Rebinding::finish(const std::string& holder, const LookUp& look_up) {
    const db::Unbound& due = look_up.due;
    auto tx = database_.write();
    if (!tx) return tx.error();
    const Time now = env_.clock.now();
    db::DeskLines(*tx).end_look_up(due.desk, holder);
    const auto tell = [&](std::int64_t incident, const std::string& what, const std::string& detail) {
        db::Story(*tx).add({now, due.alert_connection, due.alert_key, due.delivery, incident, what, detail});
    };
    if (const DeskSettings* desk = look_up.snapshot->desk(due.desk))
        if (const auto line = report_contact(*tx, *desk, look_up.contact, now, env_.log))
            tell(0, line->what, line->detail);
    if (!look_up.found) return tx->commit();

    const ConfigurationItem& ci = *look_up.found->ci;
    bool all_bound = !look_up.contact.away;
    for (const auto& [incident, bound] : look_up.tried) {
        all_bound = all_bound && bound;
        if (bound) db::Alerts(*tx).set_ci(incident.id, ci.id, ci.name, look_up.found->reason, now);
        tell(incident.id, bound ? "bound" : "not_bound",
             bound ? "later: configuration item \"" + ci.name + "\" (" + ci.id + "), by " + look_up.found->reason
                   : "the desk did not bind \"" + ci.name + "\": " + bound.error().say);
    }
    if (all_bound) {
        const std::string resource = look_up.found->resource.empty() ? due.resource : look_up.found->resource;
        db::Bindings(*tx).save({due.desk, resource, ci, look_up.found->reason, ""}, now);
        db::Bindings(*tx).no_longer_unbound(due.desk, due.resource);
    }
    return tx->commit();
}

Result<bool> Rebinding::once(const std::string& holder) {
    LookUp look_up;
    const auto begun = begin(holder, look_up);
    if (!begun || !*begun) return begun;
    ask_desk(look_up);
    if (const Outcome done = finish(holder, look_up); !done) return done.error();
    return true;
}

}  // namespace secure_export::service
