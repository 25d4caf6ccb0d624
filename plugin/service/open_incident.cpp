#include <algorithm>
#include <chrono>

#include "core/field_templates.h"
#include "core/templates.h"
#include "core/timestamps.h"
#include "service/ci_additions.h"
#include "service/ci_link.h"
#include "service/create_intent.h"
#include "service/desk_acts.h"
#include "service/limits.h"
#include "service/watched_desk.h"

namespace secure_export::service {

namespace {

using std::chrono::steady_clock;

// While a create settles, the desk is searched at least this often.
constexpr Milliseconds between_intent_looks = std::chrono::seconds(15);

std::string quoted(const ConfigurationItem& ci) { return "\"" + ci.name + "\" (" + ci.id + ")"; }

void tell_ci(Acting& acting, const Tools& tools, const CiFound& ci, Finished& finished) {
    acting.rows.incident.ci_reason = ci.reason;
    if (ci.ci) {
        acting.rows.incident.ci_id = ci.ci->id;
        acting.rows.incident.ci_name = ci.ci->name;
        acting.audit_trail.push_back(
            {AuditEventType::bound, "configuration item " + quoted(*ci.ci) + ", by " + ci.reason});
        if (!ci.remembered) finished.binding = db::Binding{tools.settings.name, ci.resource, *ci.ci, ci.reason, ""};
    } else {
        acting.audit_trail.push_back({AuditEventType::unbound, "no configuration item: " + ci.reason});
    }
    // An item with the alert's own id may be added later.
    if ((!ci.ci || ci.by_name_for_now) && !acting.rows.incident.resource.empty())
        finished.unbound = db::Unbound{tools.settings.name,
                                       acting.rows.incident.resource,
                                       ci.reason,
                                       acting.claimed.connection.name,
                                       acting.rows.alert.alert_key,
                                       acting.claimed.item.delivery,
                                       acting.rows.incident.ci_id,
                                       acting.rows.incident.ci_name};
}

CiLink link_of(const Acting& acting, const Tools& tools) {
    return {tools.database, tools.desk, tools.settings.name, acting.claimed.alert,
            fields_of_new(acting.claimed.alert, tools.settings, acting.plan.route)};
}

// Takes over an incident that an earlier create made; `audit_trail` says how it was recognized.
Result<Ending> take_over_found(Acting& acting, const Tools& tools, const DeskIncident& found, std::string audit_trail) {
    Finished finished{done(Act::open_incident, acting.plan.next)};
    finished.look_for_duplicates = acting.rows.incident.create.doubtful > 0;
    take_over(acting.rows.incident, found);
    if (found.state != IncidentState::open) {  // people have closed it already: this firing is done
        acting.rows.incident.create.sent = false;
        acting.rows.incident.status = db::IncidentStatus::closed;
        finished.next = State::closed;
        acting.audit_trail.push_back(
            {AuditEventType::found, audit_trail + "; it is " + word_for(found.state) + " already"});
        return Ending(std::move(finished));
    }
    const CiLink link = link_of(acting, tools);
    auto ci = find_ci(tools.database, tools.desk, tools.settings.name, acting.claimed.alert, link.fields);
    if (ci) ci = bind_found(link, found.id, *ci);
    if (!ci) return ci.error();
    acting.rows.incident.create.sent = false;
    acting.rows.incident.status = db::IncidentStatus::open;
    acting.audit_trail.push_back({AuditEventType::found, std::move(audit_trail)});
    tell_ci(acting, tools, *ci, finished);
    return Ending(std::move(finished));
}

Wait settle_first(const Acting& acting, const Tools& tools, Tick now) {
    const db::CreateIntent& create = acting.rows.incident.create;
    return {std::min(create.settled - now, between_intent_looks),
            "a create was sent to desk \"" + tools.settings.name + "\" and its outcome is unknown: until " +
                for_people(create.settled_at) +
                " the desk is only searched for the incident, so that no second one is opened"};
}

// The outcome of an earlier create; nullopt when there is no incident and none can be created by it any more.
Result<std::optional<Ending>> of_an_earlier_try(Acting& acting, const Tools& tools) {
    using Found = std::optional<Ending>;
    const auto all = tools.desk.find_all(acting.rows.incident.desk_key);
    if (!all) return all.error();
    if (const auto one = that_counts(*all)) {
        // A closed incident that this firing did not create belongs to an earlier firing missing from the mapping.
        const bool ours =
            acting.rows.incident.create.sent || acting.rows.incident.create.doubtful > 0 || !is_remote(tools.settings);
        if (one->state != IncidentState::open && !ours) return Found();
        if (all->size() > 1) ++acting.rows.incident.create.doubtful;
        auto taken =
            take_over_found(acting, tools, *one,
                            "an earlier try had opened " + one->number + " already: its key " +
                                acting.rows.incident.desk_key + " was found in desk \"" + tools.settings.name + "\"");
        if (!taken) return taken.error();
        return Found(std::move(*taken));
    }
    const auto now = db::now(tools.database, tools.env.clock);
    if (!now) return now.error();
    if (may_take_effect(acting.rows.incident, now->tick)) return Found(settle_first(acting, tools, now->tick));
    return Found();
}

// A refusal may mean that the incident exists already: a unique key in the desk rejects a second one.
Result<Ending> refused(Acting& acting, const Tools& tools, const Error& error) {
    const auto all = tools.desk.find_all(acting.rows.incident.desk_key);
    if (!all) return must_wait(all.error().fault) ? all.error() : error;
    const auto one = that_counts(*all);
    if (!one || one->state != IncidentState::open) return error;
    return take_over_found(acting, tools, *one,
                           "the desk refused to open another incident (" + error.message + ") and has " + one->number +
                               " under our key " + acting.rows.incident.desk_key);
}

// The newest open incident under a later key of this alert: an older backup of the mapping may have been restored.
Result<std::optional<DeskIncident>> later_one(Acting& acting, const Tools& tools) {
    std::optional<DeskIncident> newest;
    const int known = acting.rows.alert.generation;
    const std::string known_key = acting.rows.incident.desk_key;
    int taken = known;
    for (int i = 0; i < max_generations; ++i) {
        begin_generation(acting.rows, acting.rows.alert.generation + 1);
        const auto all = tools.desk.find_all(acting.rows.incident.desk_key);
        if (!all) return all.error();
        const auto one = that_counts(*all);
        if (!one) break;
        if (one->state == IncidentState::open) {
            newest = one;
            taken = acting.rows.alert.generation;
        }
    }
    acting.rows.alert.generation = known;
    acting.rows.incident.desk_key = known_key;
    while (acting.rows.alert.generation < taken) begin_generation(acting.rows, acting.rows.alert.generation + 1);
    return newest;
}

}  // namespace

Result<Ending> open_incident(Acting& acting, const Tools& tools) {
    if (acting.plan.second_try) {
        auto earlier = of_an_earlier_try(acting, tools);
        if (!earlier) return earlier.error();
        if (*earlier) return std::move(**earlier);
    }
    const CiLink link = link_of(acting, tools);
    auto ci = find_ci(tools.database, tools.desk, tools.settings.name, acting.claimed.alert, link.fields);
    if (!ci) return ci.error();

    const Alert alert = as_told(acting.claimed.alert, acting.plan);
    NewIncident draft =
        draft_incident(alert, tools.settings, acting.rows.incident.desk_key, ci->ci, remarks(alert, *ci));
    draft.fields = fields_of_new(alert, tools.settings, acting.plan.route, ci->ci, remarks(alert, *ci));
    const auto from_ci = add_from_ci(tools.desk, draft);
    if (!from_ci) return from_ci.error();
    acting.rows.incident.title = draft.title;

    std::optional<steady_clock::time_point> sent;
    const auto before_create = [&]() -> Outcome {
        if (is_remote(tools.settings))
            if (Outcome committed = commit_create(acting, tools); !committed) return committed;
        sent = steady_clock::now();
        return {};
    };
    const auto know_speed = [&](bool answered) {
        if (!sent || !is_remote(tools.settings)) return;
        const bool late = steady_clock::now() - *sent >= Seconds(tools.settings.number("time_limit_s"));
        if (late || answered) acting.create_was_slow = late;
    };
    DeskIncident there;
    for (int i = 0;; ++i) {
        const auto opened = tools.desk.open(draft, before_create);
        know_speed(static_cast<bool>(opened));
        if (!opened) {
            const Error& error = opened.error();
            // If this attempt sent no create, an earlier one may still be pending: keep its mark.
            if (sent && (error.unsent || !worth_retrying(error.fault))) acting.rows.incident.create.sent = false;
            return must_wait(error.fault) ? Result<Ending>(error) : refused(acting, tools, error);
        }
        there = *opened;
        if (sent || there.state == IncidentState::open) break;
        if (i == max_generations)
            return Error{Fault::refused,
                         "desk \"" + tools.settings.name + "\" has more than " + std::to_string(max_generations) +
                             " closed incidents of this alert that are not in the mapping: handle the alert by hand, "
                             "then drop this delivery",
                         ""};
        // The key belongs to the closed incident of an earlier firing missing from the mapping: use the next key.
        acting.audit_trail.push_back({AuditEventType::key_in_use, there.number + " has the key " + draft.key +
                                                                      " and is " + word_for(there.state) +
                                                                      ": the next key is used"});
        begin_generation(acting.rows, acting.rows.alert.generation + 1);
        draft.key = acting.rows.incident.desk_key;
        if (Outcome committed = commit_found(acting, tools); !committed) return committed.error();
    }
    Finished finished{done(Act::open_incident, acting.plan.next)};
    if (!sent && is_remote(tools.settings)) {
        const auto later = later_one(acting, tools);
        if (!later) return later.error();
        if (*later) there = **later;
        ci = bind_found(link, there.id, *ci);
        if (!ci) return ci.error();
        acting.audit_trail.push_back({AuditEventType::found, there.number + " is open in desk \"" +
                                                                 tools.settings.name + "\" under our key " +
                                                                 acting.rows.incident.desk_key + ": it is taken over"});
    } else {
        acting.audit_trail.push_back(
            {AuditEventType::opened, "desk \"" + tools.settings.name + "\" was asked to open \"" + draft.title +
                                         "\" (impact " + std::to_string(draft.impact) + ", urgency " +
                                         std::to_string(draft.urgency) + ", key " + draft.key + ") and answered " +
                                         there.number + *from_ci});
        ci = after_open(link, there, *ci);
        if (!ci) return ci.error();
    }
    take_over(acting.rows.incident, there);
    acting.rows.incident.create.sent = false;
    acting.rows.incident.status = db::IncidentStatus::open;
    finished.look_for_duplicates = acting.rows.incident.create.doubtful > 0;
    tell_ci(acting, tools, *ci, finished);
    return Ending(std::move(finished));
}

}  // namespace secure_export::service
