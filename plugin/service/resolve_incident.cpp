#include <algorithm>

#include "service/create_intent.h"
#include "service/desk_acts.h"

namespace secure_export::service {

namespace {

// Keys of an alert are asked for until one is not found.
constexpr int most_generations = 100;

std::string resolution_text(const Job& job) {
    return "Azure Monitor: condition resolved " + when(job.plan.resolved, job.item.received_at);
}

// Every other open incident that carries our key: two creates took effect.
Outcome resolve_duplicates(Job& job, const Tools& tools, const std::vector<DeskIncident>& all) {
    for (const DeskIncident& other : all) {
        if (other.id == job.incident.desk_id || other.state != IncidentState::open) continue;
        const auto resolved =
            tools.desk.resolve(other.id, resolution_text(job) + ". A duplicate of " + job.incident.number +
                                             ": both carry the key " + job.incident.desk_key);
        if (!resolved) return resolved.error();
        job.story.push_back({"duplicate", other.number + " carries the key of " + job.incident.number +
                                              " too and was resolved with it" +
                                              (resolved->why.empty() ? "" : ": " + resolved->why)});
        tools.env.log.write(Level::warning, "incident " + other.number + " in desk \"" + job.incident.desk +
                                                "\" is a duplicate of " + job.incident.number +
                                                " and was resolved with it");
    }
    return {};
}

Result<Effects> resolve_own(Job& job, const Tools& tools) {
    Effects effects;
    effects.next = State::closed;
    const auto resolved = tools.desk.resolve(job.incident.desk_id, resolution_text(job));
    if (!resolved) return resolved.error();
    job.incident.status = db::IncidentStatus::closed;
    const std::string why = resolved->why.empty() ? "" : ": " + resolved->why;
    switch (resolved->what) {
        case Resolution::What::resolved:
            job.story.push_back({"resolved", job.incident.number + " was resolved" + why});
            break;
        case Resolution::What::already_over:
            job.story.push_back(
                {"already_over", job.incident.number + " was over already" +
                                     (job.plan.second_try ? ", perhaps by an earlier try" : ", not by us") + why});
            break;
        case Resolution::What::gone:
            job.story.push_back({"gone", job.incident.number + " is not in the desk any more" + why});
            break;
        case Resolution::What::left_open:  // people decided so; the mapping stays, and a later firing adds to it
            job.incident.status = db::IncidentStatus::open;
            effects.next = State::open;
            job.story.push_back({"left_open", job.incident.number + " was left open" + why});
            break;
    }
    return effects;
}

}  // namespace

Result<Effects> resolve_incident(Job& job, const Tools& tools) {
    const auto all = tools.desk.find_all(job.incident.desk_key);
    if (!all && (must_wait(all.error().fault) || job.incident.desk_id.empty())) return all.error();
    if (job.incident.desk_id.empty()) {  // opening it was never confirmed: the key tells
        const auto one = that_counts(*all);
        if (!one) {
            Effects effects;
            const auto now = db::now(tools.database, tools.env.clock);
            if (!now) return now.error();
            if (may_take_effect(job.incident, now->tick)) {
                effects.next = job.plan.next;
                effects.wait = Effects::Wait{job.incident.create.settled - now->tick,
                                             "a create was sent and its outcome is not known: the incident may still "
                                             "come to be"};
                return effects;
            }
            effects.next = State::closed;
            job.story.push_back({"nothing_to_resolve", "the desk has no incident with key " + job.incident.desk_key});
            job.incident.status = db::IncidentStatus::closed;
            return effects;
        }
        take_over(job.incident, *one);
    }
    if (all)
        if (const Outcome others = resolve_duplicates(job, tools, *all); !others) return others.error();
    return resolve_own(job, tools);
}

Result<Effects> resolve_if_found(Job& job, const Tools& tools) {
    std::optional<DeskIncident> newest;
    std::vector<DeskIncident> same_key;
    const int known = job.row.generation;
    int last = known;
    for (job.row.generation = known; job.row.generation < known + most_generations;) {
        next_generation(job);
        const auto all = tools.desk.find_all(job.incident.desk_key);
        if (!all && must_wait(all.error().fault)) return all.error();
        const auto one = all ? that_counts(*all) : std::nullopt;
        if (!one) break;
        if (one->state == IncidentState::open) {
            newest = one;
            same_key = *all;
            last = job.row.generation;
        }
    }
    job.row.generation = known;
    if (!newest) {
        job.incident = {};
        Effects effects;
        effects.next = State::closed;
        job.story.push_back({"nothing_to_do", why_nothing(Event::resolved, State::unknown)});
        return effects;
    }
    while (job.row.generation < last) next_generation(job);
    take_over(job.incident, *newest);
    job.incident.status = db::IncidentStatus::resolving;
    job.row.state = State::resolving;
    // Intent first: from here on this is a Resolved like any other.
    if (const Outcome committed = commit_found(job, tools.database, tools.env); !committed) return committed.error();
    job.story.push_back({"found", newest->number + " is open in desk \"" + job.incident.desk + "\" under our key " +
                                      job.incident.desk_key + ", though the mapping does not know it"});
    if (const Outcome others = resolve_duplicates(job, tools, same_key); !others) return others.error();
    return resolve_own(job, tools);
}

}  // namespace secure_export::service
