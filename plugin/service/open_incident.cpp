#include <algorithm>
#include <chrono>

#include "core/routing.h"
#include "core/templates.h"
#include "core/timestamps.h"
#include "service/ci_link.h"
#include "service/create_intent.h"
#include "service/desk_acts.h"
#include "service/watched_desk.h"

namespace secure_export::service {

namespace {

using std::chrono::steady_clock;

// Incidents of firings that the mapping has lost (a restored backup); an alert that fires oftener than this is parked.
constexpr int most_generations = 100;
// While a create settles, the desk is asked at least so often.
constexpr Milliseconds between_looks = std::chrono::seconds(15);

std::string quoted(const ConfigurationItem& ci) { return "\"" + ci.name + "\" (" + ci.id + ")"; }

void tell_ci(Job& job, const CiFound& ci, Effects& effects) {
    job.incident.ci_reason = ci.reason;
    if (ci.ci) {
        job.incident.ci_id = ci.ci->id;
        job.incident.ci_name = ci.ci->name;
        job.story.push_back({"bound", "configuration item " + quoted(*ci.ci) + ", by " + ci.reason});
        if (!ci.remembered) effects.binding = db::Binding{job.desk->name, ci.resource, *ci.ci, ci.reason, ""};
    } else {
        job.story.push_back({"unbound", "no configuration item: " + ci.reason});
    }
    // An item that carries the alert's own id may come later.
    if ((!ci.ci || ci.by_name_for_now) && !job.incident.resource.empty())
        effects.unbound =
            db::Unbound{job.desk->name,    job.incident.resource, ci.reason,          job.connection->name,
                        job.row.alert_key, job.item.delivery,     job.incident.ci_id, job.incident.ci_name};
}

CiLink link_of(const Job& job, const Tools& tools) {
    return {tools.database, tools.desk, job.desk->name, job.alert,
            job.plan.route ? job.plan.route->fields : FieldMap{}};
}

// The incident is there, by an earlier create of ours: `story` says how that is known.
Result<Effects> take_over_found(Job& job, const Tools& tools, const DeskIncident& found, std::string story) {
    Effects effects;
    effects.next = done(Act::open_incident, job.plan.next);
    effects.look_for_duplicates = job.incident.create.doubtful > 0;
    take_over(job.incident, found);
    if (found.state != IncidentState::open) {  // people were quicker than our next try: this firing is dealt with
        job.incident.create.sent = false;
        job.incident.status = db::IncidentStatus::closed;
        effects.next = State::closed;
        job.story.push_back({"found", story + "; it is " + word_for(found.state) + " already"});
        return effects;
    }
    const CiLink link = link_of(job, tools);
    auto ci = find_ci(tools.database, tools.desk, job.desk->name, job.alert, link.fields);
    if (ci) ci = bind_found(link, found.id, *ci);
    if (!ci) return ci.error();
    job.incident.create.sent = false;
    job.incident.status = db::IncidentStatus::open;
    job.story.push_back({"found", std::move(story)});
    tell_ci(job, *ci, effects);
    return effects;
}

Effects settle_first(Job& job, Tick now) {
    const db::CreateIntent& create = job.incident.create;
    Effects effects;
    effects.next = job.plan.next;
    effects.wait = Effects::Wait{std::min(create.settled - now, between_looks),
                                 "a create was sent to desk \"" + job.desk->name +
                                     "\" and its outcome is not known: until " + for_people(create.settled_at) +
                                     " it is only looked for, so that no second incident is opened"};
    return effects;
}

// What became of an earlier create; nothing when there is none and none can take effect any more.
Result<std::optional<Effects>> of_an_earlier_try(Job& job, const Tools& tools) {
    using Found = std::optional<Effects>;
    const auto all = tools.desk.find_all(job.incident.desk_key);
    if (!all) return all.error();
    if (const auto one = that_counts(*all)) {
        // An incident that is over and that we never asked for is of a firing that the mapping has lost.
        const bool ours = job.incident.create.sent || job.incident.create.doubtful > 0 || !is_remote(*job.desk);
        if (one->state != IncidentState::open && !ours) return Found();
        if (all->size() > 1) ++job.incident.create.doubtful;
        auto taken = take_over_found(job, tools, *one,
                                     "an earlier try had opened " + one->number + " already: its key " +
                                         job.incident.desk_key + " was found in desk \"" + job.desk->name + "\"");
        if (!taken) return taken.error();
        return Found(std::move(*taken));
    }
    const auto now = db::now(tools.database, tools.env.clock);
    if (!now) return now.error();
    if (may_take_effect(job.incident, now->tick)) return Found(settle_first(job, now->tick));
    return Found();
}

// Any refusal may mean that the incident is there already: a unique key in the desk says no to a second one.
Result<Effects> refused(Job& job, const Tools& tools, const Error& error) {
    const auto all = tools.desk.find_all(job.incident.desk_key);
    if (!all) return must_wait(all.error().fault) ? all.error() : error;
    const auto one = that_counts(*all);
    if (!one || one->state != IncidentState::open) return error;
    return take_over_found(job, tools, *one,
                           "the desk refused to open another incident (" + error.say + ") and has " + one->number +
                               " under our key " + job.incident.desk_key);
}

// The newest incident that is open under a later key of this alert: the mapping may have been restored from before it.
Result<std::optional<DeskIncident>> later_one(Job& job, const Tools& tools) {
    std::optional<DeskIncident> newest;
    const int known = job.row.generation;
    const std::string known_key = job.incident.desk_key;
    int taken = known;
    for (int i = 0; i < most_generations; ++i) {
        next_generation(job);
        const auto all = tools.desk.find_all(job.incident.desk_key);
        if (!all) return all.error();
        const auto one = that_counts(*all);
        if (!one) break;
        if (one->state == IncidentState::open) {
            newest = one;
            taken = job.row.generation;
        }
    }
    job.row.generation = known;
    job.incident.desk_key = known_key;
    while (job.row.generation < taken) next_generation(job);
    return newest;
}

}  // namespace

Result<Effects> open_incident(Job& job, const Tools& tools) {
    if (job.plan.second_try) {
        auto earlier = of_an_earlier_try(job, tools);
        if (!earlier) return earlier.error();
        if (*earlier) return std::move(**earlier);
    }
    const CiLink link = link_of(job, tools);
    auto ci = find_ci(tools.database, tools.desk, job.desk->name, job.alert, link.fields);
    if (!ci) return ci.error();

    NewIncident draft = draft_incident(job.alert, *job.desk, job.incident.desk_key, ci->ci, {ci_remark(*ci)});
    draft.fields = link.fields;
    job.incident.title = draft.title;

    std::optional<steady_clock::time_point> sent;
    const auto before_create = [&]() -> Outcome {
        if (is_remote(*job.desk))
            if (Outcome committed = commit_create(job, tools.database, tools.env); !committed) return committed;
        sent = steady_clock::now();
        return {};
    };
    const auto know_speed = [&](bool answered) {
        if (!sent || !is_remote(*job.desk)) return;
        const bool late = steady_clock::now() - *sent >= Seconds(job.desk->number("time_limit_s"));
        if (late || answered) job.create_was_slow = late;
    };
    DeskIncident there;
    for (int i = 0;; ++i) {
        const auto opened = tools.desk.open(draft, before_create);
        know_speed(static_cast<bool>(opened));
        if (!opened) {
            const Error& error = opened.error();
            // Where this try sent none, the doubt is about the create before it and stays.
            if (sent && (error.unsent || !worth_retrying(error.fault))) job.incident.create.sent = false;
            return must_wait(error.fault) ? Result<Effects>(error) : refused(job, tools, error);
        }
        there = *opened;
        if (sent || there.state == IncidentState::open) break;
        if (i == most_generations)
            return Error{Fault::refused,
                         "desk \"" + job.desk->name + "\" has more than " + std::to_string(most_generations) +
                             " closed incidents of this alert that the mapping does not know",
                         ""};
        // An incident of a firing that the mapping has lost is over: this firing is another one.
        job.story.push_back({"key_in_use", there.number + " has the key " + draft.key + " and is " +
                                               word_for(there.state) + ": the next key is used"});
        next_generation(job);
        draft.key = job.incident.desk_key;
        if (Outcome committed = commit_found(job, tools.database, tools.env); !committed) return committed.error();
    }
    Effects effects;
    effects.next = done(Act::open_incident, job.plan.next);
    if (!sent && is_remote(*job.desk)) {
        const auto later = later_one(job, tools);
        if (!later) return later.error();
        if (*later) there = **later;
        ci = bind_found(link, there.id, *ci);
        if (!ci) return ci.error();
        job.story.push_back({"found", there.number + " is open in desk \"" + job.desk->name + "\" under our key " +
                                          job.incident.desk_key + ": it is taken over"});
    } else {
        job.story.push_back({"opened", "desk \"" + job.desk->name + "\" was told to open \"" + draft.title +
                                           "\" (impact " + std::to_string(draft.impact) + ", urgency " +
                                           std::to_string(draft.urgency) + ", key " + draft.key + ") and answered " +
                                           there.number});
        ci = after_open(link, there, *ci);
        if (!ci) return ci.error();
    }
    take_over(job.incident, there);
    job.incident.create.sent = false;
    job.incident.status = db::IncidentStatus::open;
    effects.look_for_duplicates = job.incident.create.doubtful > 0;
    tell_ci(job, *ci, effects);
    return effects;
}

}  // namespace secure_export::service
