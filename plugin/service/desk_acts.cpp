#include "service/desk_acts.h"

#include "core/timestamps.h"
#include "service/known.h"

namespace secure_export::service {

void take_over(db::IncidentRow& row, const DeskIncident& incident) {
    row.desk_id = incident.id;
    row.number = incident.number;
    row.url = incident.url;
}

const char* word_for(IncidentState state) {
    switch (state) {
        case IncidentState::open: return "open";
        case IncidentState::resolved: return "resolved";
        case IncidentState::closed: return "closed";
        case IncidentState::gone: break;
    }
    return "gone";
}

// A time that cannot be believed is not quoted: it may be anybody's text.
std::string when(const std::optional<Time>& told, Time received_at) {
    return told ? for_people(*told) : "at a time that was not told (received " + for_people(received_at) + ")";
}

void next_generation(Job& job) {
    ++job.row.generation;
    job.incident.desk_key = desk_key_of(job.row.correlation_key, job.row.generation);
}

namespace {

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
    if (now->state != IncidentState::open) return incident_is_over(job, now->state);
    Effects effects;
    effects.next = done(Act::add_note, job.plan.next);
    const std::string text = "Azure Monitor: fired again " + when(job.plan.fired, job.item.received_at);
    const Outcome noted = desk.note(job.incident.desk_id, text);
    if (!noted && must_wait(noted.error().fault)) return noted.error();
    // A note that is refused is not worth an operator's time, and must not hold up the Resolved behind it.
    job.story.push_back(noted ? StoryLine{"noted", text + ", in " + job.incident.number}
                              : StoryLine{"note_refused", job.incident.number + ": " + noted.error().say});
    return effects;
}

Result<Effects> reopen_incident(Job& job, Desk& desk) {
    const std::string text = "Azure Monitor: fired again " + when(job.plan.fired, job.item.received_at);
    const auto reopened = desk.reopen(job.incident.desk_id, text);
    if (!reopened) return reopened.error();
    Effects effects;
    effects.next = done(Act::reopen_incident, job.plan.next);
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

Result<Effects> carry_out(Job& job, const Tools& tools) {
    switch (job.plan.act) {
        case Act::open_incident: return open_incident(job, tools);
        case Act::add_note: return add_note(job, tools.desk);
        case Act::resolve_incident: return resolve_incident(job, tools);
        case Act::resolve_if_found: return resolve_if_found(job, tools);
        case Act::reopen_incident: return reopen_incident(job, tools.desk);
        case Act::park:
        case Act::nothing: break;
    }
    Effects effects;
    effects.next = job.plan.next;
    return effects;
}

}  // namespace secure_export::service
