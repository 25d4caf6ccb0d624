#include "service/rebinding.h"

#include "core/ci_ladder.h"
#include "db/alerts.h"
#include "db/bindings.h"
#include "db/inbox.h"
#include "db/story.h"
#include "inbound/notice.h"
#include "service/ci_finder.h"

namespace secure_export::service {

namespace {
constexpr Milliseconds between_look_ups = std::chrono::minutes(5);
}

Rebinding::Rebinding(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env)
    : database_(database), snapshots_(snapshots), desks_(desks), env_(env) {}

Result<bool> Rebinding::once() {
    const auto snapshot = snapshots_.current();
    if (!snapshot) return snapshot.error();
    std::optional<db::Unbound> due;
    std::optional<std::string> body;
    {
        auto tx = database_.read();
        if (!tx) return tx.error();
        const auto next = db::Bindings(*tx).next_due();
        if (!next || *next > env_.clock.now()) return false;
    }
    {
        auto tx = database_.write();
        if (!tx) return tx.error();
        due = db::Bindings(*tx).claim_unbound(env_.clock.now(), env_.clock.now() + between_look_ups);
        if (!due) return false;
        body = db::Inbox(*tx).body(due->delivery);
        if (const Outcome done = tx->commit(); !done) return done.error();
    }
    auto desk = desks_.get(**snapshot, due->desk);
    if (!body || !desk) return true;
    const auto alert = inbound::read_alert(*body);
    if (!alert) return true;
    const auto found = find_ci(database_, **desk, due->desk, *alert);
    if (!found || !found->ci) return true;  // looked up again at its next time

    std::vector<db::IncidentRow> waiting;
    {
        auto tx = database_.read();
        if (!tx) return tx.error();
        waiting = db::Alerts(*tx).open_without_ci(due->desk, due->resource);
    }
    std::vector<std::pair<db::IncidentRow, Outcome>> tried;
    for (db::IncidentRow& incident : waiting) tried.emplace_back(incident, (*desk)->bind(incident.desk_id, *found->ci));

    auto tx = database_.write();
    if (!tx) return tx.error();
    const Time now = env_.clock.now();
    bool all_bound = true;
    for (auto& [incident, bound] : tried) {
        all_bound = all_bound && bound;
        if (bound) db::Alerts(*tx).set_ci(incident.id, found->ci->id, found->ci->name, found->reason, now);
        db::Story(*tx).add(
            {now, due->alert_connection, due->alert_key, due->delivery, incident.id, bound ? "bound" : "not_bound",
             bound
                 ? "later: configuration item \"" + found->ci->name + "\" (" + found->ci->id + "), by " + found->reason
                 : "the desk did not bind \"" + found->ci->name + "\": " + bound.error().say});
    }
    if (all_bound) {
        const std::string resource = found->resource.empty() ? due->resource : found->resource;
        db::Bindings(*tx).save({due->desk, resource, *found->ci, found->reason, ""}, now);
        db::Bindings(*tx).no_longer_unbound(due->desk, due->resource);
    }
    if (const Outcome done = tx->commit(); !done) return done.error();
    return true;
}

}  // namespace secure_export::service
