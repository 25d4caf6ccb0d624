#include "service/desk_acts.h"

#include "core/notes.h"
#include "core/timestamps.h"

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

std::string when(const std::optional<Time>& reported, Time received_at) {
    return reported ? for_people(*reported) : "at an unknown time (received " + for_people(received_at) + ")";
}

namespace {

std::string fired_again(const Acting& acting) {
    return fired_again_text(acting.claimed.alert, when(acting.plan.fired, acting.claimed.item.received_at),
                            acting.plan.severity_before);
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// Returns PlanAgain: the connection's refire policy decides about this firing.
Ending incident_is_over(Acting& acting, AuditEntry line) {
    acting.audit_trail.push_back(std::move(line));
    acting.rows.incident.status = db::IncidentStatus::closed;
    acting.rows.alert.state = State::closed;
    return PlanAgain{};
}

Result<Ending> add_note(Acting& acting, Desk& desk) {
    // A note after the end leaves the incident as it is.
    const bool must_be_open = acting.plan.next != State::closed;
    const auto now = must_be_open ? desk.get(acting.rows.incident.desk_id) : Result<DeskIncident>(DeskIncident{});
    if (!now) return now.error();
    if (must_be_open && now->state != IncidentState::open)
        return incident_is_over(acting, {AuditEventType::over, acting.rows.incident.number + " is " +
                                                                   word_for(now->state) + " in the desk, not by us"});
    const std::string text = fired_again(acting);
    const Outcome noted = desk.note(acting.rows.incident.desk_id, text);
    if (!noted && must_wait(noted.error().fault)) return noted.error();
    // A rejected note does not park the delivery: that would hold up the Resolved behind it.
    acting.audit_trail.push_back(
        noted ? AuditEntry{AuditEventType::noted,
                           first_line(text) + ", in " + acting.rows.incident.number + acting.plan.elsewhere}
              : AuditEntry{AuditEventType::note_refused, acting.rows.incident.number + ": " + noted.error().message});
    return Ending(Finished{done(Act::add_note, acting.plan.next)});
}

Result<Ending> reopen_incident(Acting& acting, Desk& desk) {
    const std::string text = fired_again(acting);
    const auto reopened = desk.reopen(acting.rows.incident.desk_id, text);
    if (!reopened) return reopened.error();
    if (*reopened == Reopening::not_possible) {
        acting.rows.alert.incident = 0;  // there is no incident left to reopen
        return incident_is_over(acting,
                                {AuditEventType::not_reopened,
                                 acting.rows.incident.number + " cannot be opened again: a new incident is opened"});
    }
    acting.rows.incident.status = db::IncidentStatus::open;
    acting.audit_trail.push_back(
        {AuditEventType::reopened,
         acting.rows.incident.number + (*reopened == Reopening::reopened ? " was opened again" : " was open still")});
    return Ending(Finished{done(Act::reopen_incident, acting.plan.next)});
}

}  // namespace

Result<Ending> carry_out(Acting& acting, const Tools& tools) {
    switch (acting.plan.act) {
        case Act::open_incident: return open_incident(acting, tools);
        case Act::add_note: return add_note(acting, tools.desk);
        case Act::resolve_incident: return resolve_incident(acting, tools);
        case Act::resolve_if_found: return resolve_if_found(acting, tools);
        case Act::reopen_incident: return reopen_incident(acting, tools.desk);
        case Act::park:
        case Act::nothing: break;
    }
    return Ending(Finished{acting.plan.next});
}

}  // namespace secure_export::service
