#include "adapters/desks/helix/desk.h"

#include <functional>
#include <mutex>

#include "adapters/desks/helix/check.h"
#include "adapters/desks/helix/ci_lookup.h"
#include "adapters/desks/helix/client.h"
#include "adapters/desks/helix/from_ci.h"
#include "adapters/desks/helix/incidents.h"
#include "adapters/desks/helix/payload.h"
#include "adapters/desks/helix/states.h"
#include "adapters/desks/rest/fields.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::helix {
namespace {

using rest::Deadline;
using What = Resolution::What;
using Turn = std::unique_lock<rest::DeadlineMutex>;

class HelixDesk : public Desk {
public:
    HelixDesk(const DeskSettings& settings, const Environment& environment)
        : settings_(settings), ar_(settings, environment), incidents_(ar_, settings_) {}

    Result<std::vector<DeskIncident>> find_all(const std::string& key) override {
        const auto turn = take_turn();
        if (!turn) return turn.error();
        const Deadline deadline = ar_.client().deadline();
        return incidents_.with_key(key, deadline);
    }

    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create) override {
        const auto turn = take_turn();
        if (!turn) return turn.error();
        const Deadline deadline = ar_.client().deadline();
        const auto existing = incidents_.with_key(incident.key, deadline);
        if (!existing) return existing.error();
        if (const auto one = that_counts(*existing)) return *one;
        const auto checked = with_ci_as_it_is(incident, deadline);
        if (!checked) return checked.error();
        const auto fields = fields_to_create(settings_, *checked);
        if (!fields) return fields.error();
        if (before_create)
            if (const Outcome committed = before_create(); !committed) return committed.error();
        const auto created =
            ar_.create(settings_.text("create_form"), *fields, {"Incident Number"}, Doing::creating, deadline);
        if (!created) return made_meanwhile(incident.key, created.error(), deadline);
        auto opened = incidents_.read_back(incident.key, *created, deadline);
        if (!opened) return opened;
        if (incident.ci) opened->ci_linked = checked->ci.has_value();
        tell_what_the_key_is_for(opened->number, incident.key, deadline);
        return opened;
    }

    Result<DeskIncident> get(const std::string& id) override {
        const auto turn = take_turn();
        if (!turn) return turn.error();
        const Deadline deadline = ar_.client().deadline();
        const auto held = incidents_.look_up(id, deadline);
        if (!held) return held.error();
        return held->incident;
    }

    Outcome note(const std::string& id, const std::string& text) override {
        const auto turn = take_turn();
        if (!turn) return turn.error();
        const Deadline deadline = ar_.client().deadline();
        const auto held = incidents_.look_up(id, deadline);
        if (!held) return held.error();
        if (Outcome writable = may_write(held->incident); !writable) return writable;
        const Json::Value fields = fields_to_note(held->incident.number, text);
        // An earlier answer may have been lost, so look for the note first.  Without permission to read work logs,
        // write it without that check.
        const auto there = incidents_.has_note(fields, deadline);
        if (!there && worth_retrying(there.error().fault)) return there.error();
        if (there && *there) return {};
        const auto created = ar_.create(settings_.text("work_log_form"), fields, {}, Doing::noting, deadline);
        if (!created) return created.error();
        return {};
    }

    Result<Resolution> resolve(const std::string& id, const std::string& text) override {
        return resolve_with(id, text, {});
    }
    Result<Resolution> resolve_with(const std::string& id, const std::string& text, const DeskFields& filled) override {
        const auto turn = take_turn();
        if (!turn) return turn.error();
        const Deadline deadline = ar_.client().deadline();
        const auto held = incidents_.look_up(id, deadline);
        if (!held) return held.error();
        if (const auto over = over_already(*held)) return *over;
        const auto done = ar_.modify(settings_.text("incident_form"), id,
                                     fields_to_resolve(settings_, held->row, text, filled), Doing::resolving, deadline);
        if (done) return Resolution{*done ? What::resolved : What::gone, {}};
        if (done.error().fault != Fault::refused) return done.error();
        const auto now = incidents_.look_up(id, deadline);  // somebody may have resolved it meanwhile
        if (now)
            if (const auto over = over_already(*now)) return *over;
        // People have moved it to a group without any of our resolvers: that group has to resolve it.
        if (is_unassigned(held->row) && has_resolver(settings_) && is_about_the_assignee(done.error().message))
            return Resolution{
                What::left_open,
                "it has no assignee, and neither \"resolvers\" nor \"resolver\" names one for its group \"" +
                    cut(one_line(json::text(held->row, "Assigned Group")), 100) + "\": " + done.error().message};
        return done.error();
    }

    Result<Reopening> reopen(const std::string& id, const std::string& text) override {
        const auto turn = take_turn();
        if (!turn) return turn.error();
        const Deadline deadline = ar_.client().deadline();
        const auto held = incidents_.look_up(id, deadline);
        if (!held) return held.error();
        if (held->incident.state != IncidentState::resolved) return not_resolved(*held);
        const auto done = ar_.modify(settings_.text("incident_form"), id, fields_to_reopen(settings_, text),
                                     Doing::reopening, deadline);
        if (done) return *done ? Reopening::reopened : Reopening::not_possible;
        if (done.error().fault == Fault::refused)
            if (const auto now = incidents_.look_up(id, deadline);
                now && now->incident.state != IncidentState::resolved)
                return not_resolved(*now);
        return done.error();
    }

    // Priority follows by the site's table of weights.
    Outcome raise(const std::string& id, int impact, int urgency) override {
        const auto turn = take_turn();
        if (!turn) return turn.error();
        const Deadline deadline = ar_.client().deadline();
        const auto held = incidents_.look_up(id, deadline);
        if (!held) return held.error();
        if (held->incident.state != IncidentState::open) return {};
        const auto fields = fields_to_raise(settings_, held->row, impact, urgency);
        if (!fields) return fields.error();
        if (fields->isNull()) return {};
        const auto done = ar_.modify(settings_.text("incident_form"), id, *fields, Doing::raising, deadline);
        if (done) return {};
        if (done.error().fault == Fault::refused)  // somebody may have ended it meanwhile
            if (const auto now = incidents_.look_up(id, deadline); now && now->incident.state != IncidentState::open)
                return {};
        return done.error();
    }

    Outcome bind(const std::string& id, const ConfigurationItem& ci) override { return bind_where({}, id, ci); }

    // The incident's field holds one item; the relationship to the old one is a separate record and stays.
    Result<Rebound> rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) override {
        bool left = false;
        const Outcome bound = bind_where(
            [&](const std::string& held) {
                left = !held.empty() && held != from.id && held != to.id;
                return !left;
            },
            id, to);
        if (!bound) return bound.error();
        return left ? Rebound::left : Rebound::old_stays;
    }

    // `may`: whether the item that the incident has may be replaced.
    Outcome bind_where(const std::function<bool(const std::string&)>& may, const std::string& id,
                       const ConfigurationItem& ci) {
        const auto turn = take_turn();
        if (!turn) return turn.error();
        const Deadline deadline = ar_.client().deadline();
        const auto held = incidents_.look_up(id, deadline);
        if (!held) return held.error();
        if (Outcome writable = may_write(held->incident); !writable) return writable;
        const std::string bound = json::text(held->row, "HPD_CI_ReconID");
        if (may && !may(bound)) return {};
        const auto there = find_by_identity(ar_, ci.id, deadline);
        if (!there) return there.error();
        if (!*there)
            return refused("the CMDB has no configuration item with ReconciliationIdentity " + quoted_id(ci.id));
        // An earlier attempt whose response was lost may have bound it.
        if (bound == ci.id) return {};
        const auto done = ar_.modify(settings_.text("incident_form"), id, fields_to_bind(settings_, **there),
                                     Doing::binding, deadline);
        if (!done) return done.error();
        if (!*done) return incidents_.no_such_incident(id);
        return {};
    }

    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) override {
        const auto turn = take_turn();
        if (!turn) return turn.error();
        const Deadline deadline = ar_.client().deadline();
        return find_by_rules(ar_, settings_, query, deadline);
    }

    Result<FromCi> from_ci(const NewIncident& incident) override {
        const auto turn = take_turn();
        if (!turn) return turn.error();
        return helix::from_ci(ar_, settings_, incident, ar_.client().deadline());
    }

    Result<DeskCheck> check() override {
        const auto turn = take_turn();
        if (!turn) return turn.error();
        return helix::check(ar_, settings_, ar_.client().deadline_of_check());
    }

    std::vector<std::pair<std::string, std::string>> draft(const NewIncident& incident) const override {
        const auto fields = fields_to_create(settings_, incident);
        if (!fields) return {{"not possible", fields.error().message}};
        return rest::as_pairs(*fields);
    }

private:
    // The server may reject an account with many concurrent connections (message 9093), so a setting makes operations
    // wait for each other.  The wait does not count towards the operation's deadline.
    Result<Turn> take_turn() {
        if (settings_.number("calls_at_once") > 1) return Turn();
        Turn turn(one_at_a_time_, ar_.client().deadline());
        if (!turn) return ar_.client().unavailable("was busy with another call until the time limit");
        return turn;
    }

    // The incident is there and can be found: that is not undone, nor tried again, for the sake of this note.
    void tell_what_the_key_is_for(const std::string& number, const std::string& key, Deadline deadline) const {
        const Json::Value fields =
            fields_to_note(number, rest::note_about_key(key, settings_.text("correlation_field")));
        (void)ar_.create(settings_.text("work_log_form"), fields, {}, Doing::noting, deadline);
    }

    Error refused(const std::string& why) const { return ar_.client().refused(why, ""); }

    Outcome may_write(const DeskIncident& incident) const {
        if (incident.state == IncidentState::gone) return incidents_.no_such_incident(incident.id);
        if (incident.state == IncidentState::closed) return refused(incident.number + " is closed");
        return {};
    }

    std::optional<Resolution> over_already(const Held& held) const {
        if (held.incident.state == IncidentState::gone) return Resolution{What::gone, {}};
        if (held.incident.state == IncidentState::open) return std::nullopt;
        return Resolution{What::already_over,
                          held.incident.number + " is " + json::scalar(json::member(held.row, "Status"))};
    }

    static Reopening not_resolved(const Held& held) {
        return held.incident.state == IncidentState::open ? Reopening::was_open : Reopening::not_possible;
    }

    // A create may be refused because an earlier one, whose response was lost, has taken effect: by a unique index
    // (382) or a filter that checks our key.  So the key is searched before the delivery is parked.
    Result<DeskIncident> made_meanwhile(const std::string& key, const Error& refusal, Deadline deadline) const {
        if (refusal.fault != Fault::refused) return refusal;
        const auto own = incidents_.with_key(key, deadline);
        if (!own && worth_retrying(own.error().fault)) return own.error();
        if (own)
            if (const auto one = that_counts(*own)) return *one;
        return refusal;
    }

    // An incident without its configuration item is better than none.
    Result<NewIncident> with_ci_as_it_is(const NewIncident& incident, Deadline deadline) const {
        NewIncident checked = incident;
        if (!incident.ci) return checked;
        const auto there = find_by_identity(ar_, incident.ci->id, deadline);
        if (!there && there.error().fault != Fault::refused) return there.error();
        if (there && *there) {
            checked.ci = **there;
            return checked;
        }
        checked.ci.reset();
        checked.description += "\n\nOpened without its configuration item " + cut(one_line(incident.ci->name), 254) +
                               (there ? ": the CMDB has it no longer." : ": " + there.error().message);
        return checked;
    }

    const DeskSettings settings_;
    const ArSystem ar_;
    const Incidents incidents_;
    rest::DeadlineMutex one_at_a_time_;
};

}  // namespace

Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment) {
    return std::unique_ptr<Desk>(std::make_unique<HelixDesk>(settings, environment));
}

}  // namespace secure_export::desks::helix
