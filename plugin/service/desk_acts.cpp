#include "service/desk_acts.h"

#include <algorithm>

#include "core/field_templates.h"
#include "core/happening_notes.h"
#include "core/limits.h"
#include "core/notes.h"
#include "core/timestamps.h"
#include "db/engine/in_transaction.h"
#include "service/ci_finder.h"

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

Result<std::string> list_of_changes(const Acting& acting, const Tools& tools) {
    const db::HappeningRow& before = *acting.rows.happening;
    const auto changed =
        db::in_reading(tools.database, [&](db::Transaction& tx) -> Result<std::vector<db::Happenings::Member>> {
            return db::Happenings(tx).changed_since(before.state.key, before.noted_at, max_listed_alerts);
        });
    if (!changed) return changed.error();
    std::vector<ListedAlert> listed;
    for (const db::Happenings::Member& one : *changed)
        listed.push_back({one.rule, one.severity, one.resource.empty() ? one.first_target : one.resource, one.fires});
    return list_text(listed, std::max(before.state.unnoted, static_cast<int>(listed.size())), *acting.plan.happening);
}

Result<std::string> note_text(const Acting& acting, const Tools& tools) {
    const Alert& alert = acting.claimed.alert;
    const std::optional<HappeningState>& is = acting.plan.happening;
    const std::string fired = when(acting.plan.fired, acting.claimed.item.received_at),
                      over = when(acting.plan.resolved, acting.claimed.item.received_at);
    const Flapping flapping =
        acting.plan.route ? acting.plan.route->policies.flapping.value_or(Flapping{}) : Flapping{};
    switch (acting.plan.note) {
        case NoteAbout::joined: return joined_text(alert, fired, *is);
        case NoteAbout::left: return left_text(alert, over, *is);
        case NoteAbout::over:
            return resolved_text(alert, over, acting.plan.fired, acting.plan.resolved) +
                   "\nThe route leaves it to people to close this incident";
        case NoteAbout::list: return list_of_changes(acting, tools);
        case NoteAbout::flapping: return flapping_text(*is, flapping);
        case NoteAbout::calm: return calm_text(*is, flapping);
        case NoteAbout::fired_again: break;
    }
    return fired_again(acting);
}

// A desk that refuses to change the priority has the note at least.
Outcome raise(Acting& acting, const Tools& tools) {
    const std::string name = "Sev" + std::to_string(static_cast<int>(*acting.plan.raise));
    const auto level = tools.settings.severities.find(name);
    if (level == tools.settings.severities.end()) return {};
    Outcome raised = tools.desk.raise(acting.rows.incident.desk_id, level->second.impact, level->second.urgency);
    if (!raised && must_wait(raised.error().fault)) return raised;
    acting.audit_trail.push_back(
        {AuditEventType::raised,
         acting.rows.incident.number +
             (raised ? " was raised to " + name : " was not raised to " + name + ": " + raised.error().message)});
    return {};
}

Result<Ending> add_note(Acting& acting, const Tools& tools) {
    Desk& desk = tools.desk;
    // A note after the end leaves the incident as it is.
    const bool must_be_open = acting.plan.next != State::closed;
    const auto now = must_be_open ? desk.get(acting.rows.incident.desk_id) : Result<DeskIncident>(DeskIncident{});
    if (!now) return now.error();
    if (must_be_open && now->state != IncidentState::open)
        return incident_is_over(acting, {AuditEventType::over, acting.rows.incident.number + " is " +
                                                                   word_for(now->state) + " in the desk, not by us"});
    const auto text = note_text(acting, tools);
    if (!text) return text.error();
    const Outcome noted = desk.note(acting.rows.incident.desk_id, *text);
    if (!noted && must_wait(noted.error().fault)) return noted.error();
    // A rejected note does not park the delivery: that would hold up the Resolved behind it.
    acting.audit_trail.push_back(
        noted ? AuditEntry{AuditEventType::noted,
                           first_line(*text) + ", in " + acting.rows.incident.number + acting.plan.elsewhere}
              : AuditEntry{AuditEventType::note_refused, acting.rows.incident.number + ": " + noted.error().message});
    if (acting.plan.raise)
        if (const Outcome raised = raise(acting, tools); !raised) return raised.error();
    return Ending(Finished{done(Act::add_note, acting.plan.next)});
}

// So that the second plan finds the item among those that are remembered.
Result<Ending> look_up_ci(Acting& acting, const Tools& tools) {
    const DeskFields fields = fields_of_new(acting.claimed.alert, tools.settings, acting.plan.route);
    auto found = find_ci(tools.database, tools.desk, tools.settings.name, acting.claimed.alert, fields);
    if (!found) return found.error();
    if (found->ci && !found->remembered)
        acting.looked_up = db::Binding{tools.settings.name, found->resource, *found->ci, found->reason, ""};
    return Ending(CiLookedUp{});
}

Result<Ending> reopen_incident(Acting& acting, const Tools& tools) {
    const std::string text = fired_again(acting);
    const auto reopened = tools.desk.reopen(acting.rows.incident.desk_id, text);
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
    if (acting.plan.raise)
        if (const Outcome raised = raise(acting, tools); !raised) return raised.error();
    return Ending(Finished{done(Act::reopen_incident, acting.plan.next)});
}

}  // namespace

Result<Ending> carry_out(Acting& acting, const Tools& tools) {
    switch (acting.plan.act) {
        case Act::open_incident: return open_incident(acting, tools);
        case Act::add_note: return add_note(acting, tools);
        case Act::resolve_incident: return resolve_incident(acting, tools);
        case Act::resolve_if_found: return resolve_if_found(acting, tools);
        case Act::reopen_incident: return reopen_incident(acting, tools);
        case Act::look_up_ci: return look_up_ci(acting, tools);
        case Act::park:
        case Act::nothing: break;
    }
    return Ending(Finished{acting.plan.next});
}

}  // namespace secure_export::service
