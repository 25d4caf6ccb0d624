#include <algorithm>

#include "core/field_templates.h"
#include "core/notes.h"
#include "service/create_intent.h"
#include "service/desk_acts.h"
#include "service/limits.h"

namespace secure_export::service {

namespace {

std::string resolution_text(const Acting& acting) {
    const std::optional<Time> fired = acting.plan.fired ? acting.plan.fired : acting.rows.alert.last_fired;
    return resolved_text(acting.claimed.alert, when(acting.plan.resolved, acting.claimed.item.received_at), fired,
                         acting.plan.resolved);
}

// Resolves every other open incident that carries our key: more than one create took effect.
Outcome resolve_duplicates(Acting& acting, const Tools& tools, const std::vector<DeskIncident>& all) {
    for (const DeskIncident& other : all) {
        if (other.id == acting.rows.incident.desk_id || other.state != IncidentState::open) continue;
        const auto resolved =
            tools.desk.resolve_with(other.id,
                                    resolution_text(acting) + "\nA duplicate of " + acting.rows.incident.number +
                                        ": both carry the key " + acting.rows.incident.desk_key,
                                    fields_of_resolved(acting.claimed.alert, tools.settings));
        if (!resolved) return resolved.error();
        acting.audit_trail.push_back(
            {AuditEventType::duplicate, other.number + " carries the key of " + acting.rows.incident.number +
                                            " too and was resolved with it" +
                                            (resolved->why.empty() ? "" : ": " + resolved->why)});
        tools.env.log.write(Level::warning, "incident " + other.number + " in desk \"" + acting.rows.incident.desk +
                                                "\" is a duplicate of " + acting.rows.incident.number +
                                                " and was resolved with it");
    }
    return {};
}

Result<Ending> resolve_own(Acting& acting, const Tools& tools) {
    const auto resolved = tools.desk.resolve_with(acting.rows.incident.desk_id, resolution_text(acting),
                                                  fields_of_resolved(acting.claimed.alert, tools.settings));
    if (!resolved) return resolved.error();
    acting.rows.incident.status = db::IncidentStatus::closed;
    const std::string why = resolved->why.empty() ? "" : ": " + resolved->why;
    switch (resolved->what) {
        case Resolution::What::resolved:
            acting.audit_trail.push_back({AuditEventType::resolved,
                                          acting.rows.incident.number + " was resolved" + why + acting.plan.elsewhere});
            break;
        case Resolution::What::already_over:
            acting.audit_trail.push_back({AuditEventType::already_over,
                                          acting.rows.incident.number + " was over already" +
                                              (acting.plan.second_try ? ", perhaps by an earlier try" : ", not by us") +
                                              why});
            break;
        case Resolution::What::gone:
            acting.audit_trail.push_back(
                {AuditEventType::gone, acting.rows.incident.number + " is not in the desk any more" + why});
            break;
        case Resolution::What::left_open:  // people decided so: it stays open in the mapping, and later firings note it
            acting.rows.incident.status = db::IncidentStatus::open;
            acting.audit_trail.push_back(
                {AuditEventType::left_open, acting.rows.incident.number + " was left open" + why});
            return Ending(Finished{State::open});
    }
    return Ending(Finished{State::closed});
}

}  // namespace

Result<Ending> resolve_incident(Acting& acting, const Tools& tools) {
    const auto all = tools.desk.find_all(acting.rows.incident.desk_key);
    if (!all && (must_wait(all.error().fault) || acting.rows.incident.desk_id.empty())) return all.error();
    if (acting.rows.incident.desk_id.empty()) {  // its opening was never confirmed: find it by its key
        const auto one = that_counts(*all);
        if (!one) {
            const auto now = db::now(tools.database, tools.env.clock);
            if (!now) return now.error();
            if (may_take_effect(acting.rows.incident, now->tick))
                return Ending(Wait{acting.rows.incident.create.settled - now->tick,
                                   "a create was sent and its outcome is unknown: the incident may still be created"});
            acting.audit_trail.push_back({AuditEventType::nothing_to_resolve,
                                          "the desk has no incident with key " + acting.rows.incident.desk_key});
            acting.rows.incident.status = db::IncidentStatus::closed;
            return Ending(Finished{State::closed});
        }
        take_over(acting.rows.incident, *one);
    }
    if (all)
        if (const Outcome others = resolve_duplicates(acting, tools, *all); !others) return others.error();
    return resolve_own(acting, tools);
}

Result<Ending> resolve_if_found(Acting& acting, const Tools& tools) {
    std::optional<DeskIncident> newest;
    std::vector<DeskIncident> same_key;
    const int known = acting.rows.alert.generation;
    int last = known;
    for (acting.rows.alert.generation = known; acting.rows.alert.generation < known + max_generations;) {
        begin_generation(acting.rows, acting.rows.alert.generation + 1);
        const auto all = tools.desk.find_all(acting.rows.incident.desk_key);
        if (!all && must_wait(all.error().fault)) return all.error();
        const auto one = all ? that_counts(*all) : std::nullopt;
        if (!one) break;
        if (one->state == IncidentState::open) {
            newest = one;
            same_key = *all;
            last = acting.rows.alert.generation;
        }
    }
    acting.rows.alert.generation = known;
    if (!newest) {
        acting.rows.incident = {};
        acting.audit_trail.push_back({AuditEventType::nothing_to_do, acting.plan.if_not_found});
        return Ending(Finished{State::closed});
    }
    while (acting.rows.alert.generation < last) begin_generation(acting.rows, acting.rows.alert.generation + 1);
    take_over(acting.rows.incident, *newest);
    acting.rows.incident.status = db::IncidentStatus::resolving;
    acting.rows.alert.state = State::resolving;
    // Commit the intent first; from here on this is handled like any other Resolved.
    if (const Outcome committed = commit_found(acting, tools); !committed) return committed.error();
    acting.audit_trail.push_back({AuditEventType::found, newest->number + " is open in desk \"" +
                                                             acting.rows.incident.desk + "\" under our key " +
                                                             acting.rows.incident.desk_key +
                                                             ", although it is not in the mapping"});
    if (const Outcome others = resolve_duplicates(acting, tools, same_key); !others) return others.error();
    return resolve_own(acting, tools);
}

}  // namespace secure_export::service
