#include "service/desk_acts.h"

#include "core/ci_ladder.h"
#include "core/routing.h"
#include "core/templates.h"
#include "core/timestamps.h"
#include "service/ci_finder.h"

namespace secure_export::service {

namespace {

std::string quoted(const ConfigurationItem& ci) { return "\"" + ci.name + "\" (" + ci.id + ")"; }

void take_over(db::IncidentRow& row, const DeskIncident& incident) {
    row.desk_id = incident.id;
    row.number = incident.number;
    row.url = incident.url;
}

bool is_over(IncidentState state) { return state != IncidentState::open; }

const char* word_for(IncidentState state) {
    switch (state) {
        case IncidentState::open: return "open";
        case IncidentState::resolved: return "resolved";
        case IncidentState::closed: return "closed";
        case IncidentState::gone: break;
    }
    return "gone";
}

std::string when(const std::optional<Time>& time, const std::string& text) {
    return time ? for_people(*time) : text.empty() ? "at a time not told" : text;
}

// The incident that our key names, when an earlier try may have made it.
Result<std::optional<DeskIncident>> find_own(Job& job, Desk& desk) {
    if (!job.second_try) return std::optional<DeskIncident>();
    auto found = desk.find(job.incident.desk_key);
    if (found && *found && (*found)->state == IncidentState::gone) return std::optional<DeskIncident>();
    return found;
}

Result<Effects> open_incident(Job& job, Desk& desk, db::Database& database) {
    auto own = find_own(job, desk);
    if (!own) return own.error();
    auto ci = find_ci(database, desk, job.desk->name, job.alert);
    if (!ci) return ci.error();

    NewIncident draft = draft_incident(job.alert, *job.desk, job.incident.desk_key, ci->ci, {ci_remark(*ci)});
    if (const Route* route = route_of(*job.connection, job.alert)) draft.fields = route->fields;
    job.incident.title = draft.title;
    if (*own) {
        take_over(job.incident, **own);
        if (ci->ci)
            if (const Outcome bound = desk.bind((*own)->id, *ci->ci); !bound) return bound.error();
        job.story.push_back({"found", "an earlier try had opened " + (*own)->number + " already: its key " +
                                          job.incident.desk_key + " was found in desk \"" + job.desk->name + "\""});
    } else {
        const auto opened = desk.open(draft);
        if (!opened) return opened.error();
        take_over(job.incident, *opened);
        job.story.push_back({"opened", "desk \"" + job.desk->name + "\" was told to open \"" + draft.title +
                                           "\" (impact " + std::to_string(draft.impact) + ", urgency " +
                                           std::to_string(draft.urgency) + ", key " + draft.key + ") and answered " +
                                           opened->number});
    }
    job.incident.status = db::IncidentStatus::open;
    job.incident.ci_reason = ci->reason;
    Effects effects;
    effects.next = done(Act::open_incident, job.step.next);
    if (ci->ci) {
        job.incident.ci_id = ci->ci->id;
        job.incident.ci_name = ci->ci->name;
        job.story.push_back({"bound", "configuration item " + quoted(*ci->ci) + ", by " + ci->reason});
        if (!ci->remembered) effects.binding = db::Binding{job.desk->name, ci->resource, *ci->ci, ci->reason, ""};
    } else {
        job.story.push_back({"unbound", "no configuration item: " + ci->reason});
        if (!job.incident.resource.empty())
            effects.unbound = db::Unbound{job.desk->name,       job.incident.resource, ci->reason,
                                          job.connection->name, job.row.alert_key,     job.item.delivery};
    }
    return effects;
}

// The desk's people may have closed it meanwhile: then this firing is a new matter, for the policy to decide.
Effects incident_is_over(Job& job, IncidentState state) {
    job.story.push_back({"over", job.incident.number + " is " + word_for(state) + " in the desk, not by us"});
    job.incident.status = db::IncidentStatus::closed;
    Effects effects;
    effects.next = State::closed;
    effects.decide_again = true;
    return effects;
}

Result<Effects> add_note(Job& job, Desk& desk) {
    const auto now = desk.get(job.incident.desk_id);
    if (!now) return now.error();
    if (is_over(now->state)) return incident_is_over(job, now->state);
    Effects effects;
    effects.next = done(Act::add_note, job.step.next);
    const std::string text = "Azure Monitor: fired again " + when(job.alert.fired_at, job.alert.fired_text);
    const Outcome noted = desk.note(job.incident.desk_id, text);
    if (!noted && worth_retrying(noted.error().fault)) return noted.error();
    // A note that is refused is not worth an operator's time, and must not hold up the Resolved behind it.
    job.story.push_back(noted ? StoryLine{"noted", text + ", in " + job.incident.number}
                              : StoryLine{"note_refused", job.incident.number + ": " + noted.error().say});
    return effects;
}

Result<Effects> resolve_incident(Job& job, Desk& desk) {
    Effects effects;
    effects.next = done(Act::resolve_incident, job.step.next);
    if (job.incident.desk_id.empty()) {  // opening it was never confirmed: the key tells
        auto own = desk.find(job.incident.desk_key);
        if (!own) return own.error();
        if (!*own) {
            job.story.push_back({"nothing_to_resolve", "the desk has no incident with key " + job.incident.desk_key});
            job.incident.status = db::IncidentStatus::closed;
            return effects;
        }
        take_over(job.incident, **own);
    }
    const std::string text =
        "Azure Monitor: condition resolved " + when(job.alert.resolved_at, job.alert.resolved_text);
    const auto resolved = desk.resolve(job.incident.desk_id, text);
    if (!resolved) return resolved.error();
    job.incident.status = db::IncidentStatus::closed;
    const std::string why = resolved->why.empty() ? "" : ": " + resolved->why;
    switch (resolved->what) {
        case Resolution::What::resolved:
            job.story.push_back({"resolved", job.incident.number + " was resolved" + why});
            break;
        case Resolution::What::already_over:
            job.story.push_back({"already_over", job.incident.number + " was over already, not by us" + why});
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

Result<Effects> reopen_incident(Job& job, Desk& desk) {
    const std::string text = "Azure Monitor: fired again " + when(job.alert.fired_at, job.alert.fired_text);
    const auto reopened = desk.reopen(job.incident.desk_id, text);
    if (!reopened) return reopened.error();
    Effects effects;
    effects.next = done(Act::reopen_incident, job.step.next);
    if (*reopened == Reopening::not_possible) {
        job.story.push_back(
            {"not_reopened", job.incident.number + " cannot be opened again: a new incident is opened"});
        job.incident.status = db::IncidentStatus::closed;
        job.row.incident = 0;  // nothing left to reopen, whatever the policy
        effects.next = State::closed;
        effects.decide_again = true;
        return effects;
    }
    job.incident.status = db::IncidentStatus::open;
    job.story.push_back({"reopened", job.incident.number +
                                         (*reopened == Reopening::reopened ? " was opened again" : " was open still")});
    return effects;
}

}  // namespace

Result<Effects> carry_out(Job& job, Desk& desk, db::Database& database) {
    switch (job.step.act) {
        case Act::open_incident: return open_incident(job, desk, database);
        case Act::add_note: return add_note(job, desk);
        case Act::resolve_incident: return resolve_incident(job, desk);
        case Act::reopen_incident: return reopen_incident(job, desk);
        case Act::nothing: break;
    }
    Effects effects;
    effects.next = job.step.next;
    return effects;
}

}  // namespace secure_export::service
