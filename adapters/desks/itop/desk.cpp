// Long: one class, whose operations share how an incident is read and refused.
#include "adapters/desks/itop/desk.h"

#include "adapters/desks/itop/advice.h"
#include "adapters/desks/itop/check.h"
#include "adapters/desks/itop/ci_lookup.h"
#include "adapters/desks/itop/client.h"
#include "adapters/desks/itop/from_ci.h"
#include "adapters/desks/itop/incidents.h"
#include "adapters/desks/itop/key_in_incident.h"
#include "adapters/desks/itop/limits.h"
#include "adapters/desks/itop/notes.h"
#include "adapters/desks/itop/oql.h"
#include "adapters/desks/itop/payload.h"
#include "adapters/desks/itop/states.h"
#include "adapters/desks/rest/fields.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::itop {
namespace {

bool shows(const ItopResponse& reply, const std::string& id, IncidentState state) {
    return !reply.rows.empty() && reply.rows.front().id == id && state_of(reply.rows.front()) == state;
}

class ItopDesk : public Desk {
public:
    ItopDesk(const DeskSettings& settings, const Environment& environment)
        : settings_(settings),
          api_(settings, environment),
          correlation_(settings_),
          incidents_(settings_, api_, correlation_),
          unusable_(unusable(settings)) {}

    Result<std::vector<DeskIncident>> find_all(const std::string& key) override;
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create) override;
    Result<DeskIncident> get(const std::string& id) override;
    Outcome note(const std::string& id, const std::string& text) override;
    Result<Resolution> resolve(const std::string& id, const std::string& text) override {
        return resolve_with(id, text, {});
    }
    Result<Resolution> resolve_with(const std::string& id, const std::string& text, const DeskFields& filled) override;
    Result<Reopening> reopen(const std::string& id, const std::string& text) override;
    Outcome raise(const std::string& id, int impact, int urgency) override;
    Outcome bind(const std::string& id, const ConfigurationItem& ci) override;
    Result<Rebound> rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) override;
    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) override;
    Result<FromCi> from_ci(const NewIncident& incident) override {
        if (const Outcome good = usable(); !good) return good.error();
        return itop::from_ci(api_, settings_, incident, api_.deadline());
    }
    Result<DeskCheck> check() override { return itop::check(settings_, api_); }
    std::vector<std::pair<std::string, std::string>> draft(const NewIncident& incident) const override {
        return rest::as_pairs(new_fields(settings_, correlation_, incident));
    }

private:
    Outcome usable(const std::string* key = nullptr) const;
    // The row of an incident that can still be written; otherwise an Error that parks the delivery.
    Result<Row> read_to_write(const std::string& id, Deadline deadline) const;
    Result<DeskIncident> after_refusal(const std::string& key, const Error& refusal, Deadline deadline) const;
    Result<DeskIncident> created(const ItopResponse& reply, const std::string& key, Deadline deadline) const;
    const rest::Client& client() const { return api_.client(); }

    const DeskSettings settings_;
    const Api api_;
    const Correlation correlation_;
    const Incidents incidents_;
    const std::optional<Error> unusable_;
};

Outcome ItopDesk::usable(const std::string* key) const {
    if (unusable_) return *unusable_;
    if (key && !rest::is_plain_key(*key))
        return Error{Fault::invalid, "a key of an incident has letters, digits and \"-\", at most 40", {}};
    return {};
}

// ---- reading

Result<Row> ItopDesk::read_to_write(const std::string& id, Deadline deadline) const {
    if (const Outcome good = usable(); !good) return good.error();
    auto row = incidents_.read(id, deadline);
    if (!row) return row.error();
    const std::string what = "the incident " + cut(one_line(id), 40) + " in " + client().desk();
    if (!*row) return Error{Fault::refused, what + " does not exist any more, or is hidden from the account", {}};
    if (state_of(**row) == IncidentState::closed)
        return Error{Fault::refused, what + " is closed and is not written any more", {}};
    return std::move(**row);
}

Result<std::vector<DeskIncident>> ItopDesk::find_all(const std::string& key) {
    if (const Outcome good = usable(&key); !good) return good.error();
    const auto rows = incidents_.find_rows(key, api_.deadline());
    if (!rows) return rows.error();
    std::vector<DeskIncident> found;
    for (const Row& row : *rows) found.push_back(incidents_.incident_of(row));
    return found;
}

Result<DeskIncident> ItopDesk::get(const std::string& id) {
    if (const Outcome good = usable(); !good) return good.error();
    const auto row = incidents_.read(id, api_.deadline());
    if (!row) return row.error();
    return *row ? incidents_.incident_of(**row) : DeskIncident{id, {}, {}, IncidentState::gone};
}

Result<std::vector<ConfigurationItem>> ItopDesk::find_ci(const CiQuery& query) {
    if (const Outcome good = usable(); !good) return good.error();
    return CiLookUp(api_, settings_).find(query, api_.deadline());
}

// ---- opening

Result<DeskIncident> ItopDesk::open(const NewIncident& incident, const BeforeCreate& before_create) {
    if (const Outcome good = usable(&incident.key); !good) return good.error();
    if (const auto problem = unusable(settings_, incident.fields.values)) return *problem;
    const Deadline deadline = api_.deadline();
    // Also queries the field for the key, so that a missing field is reported before anything is created.
    const auto there = incidents_.find_row(incident.key, deadline);
    if (!there) return there.error();
    if (*there) return incidents_.incident_of(**there);
    if (before_create)
        if (const Outcome committed = before_create(); !committed) return committed.error();
    NewIncident wanted = incident;
    auto reply = incidents_.create(new_fields(settings_, correlation_, wanted), incident.key, deadline);
    if (reply && !reply->done() && wanted.ci) {
        const auto ci_is_there = incidents_.ci_exists(wanted.ci->id, deadline);
        if (!ci_is_there) return ci_is_there.error();
        if (!*ci_is_there) {
            wanted.ci.reset();
            reply = incidents_.create(new_fields(settings_, correlation_, wanted), incident.key, deadline);
        }
    }
    if (!reply) return after_refusal(incident.key, reply.error(), deadline);
    if (!reply->done())
        return after_refusal(
            incident.key, client().refused(reply->words, look_at_new(settings_, correlation_, reply->words)), deadline);
    auto opened = created(*reply, incident.key, deadline);
    if (opened && incident.ci) opened->ci_linked = wanted.ci && is_number(wanted.ci->id);
    return opened;
}

// The refusal may come from a rule that keeps our key unique, or from the database after a commit.  So search for an
// earlier create whose response was lost before the delivery is parked.
Result<DeskIncident> ItopDesk::after_refusal(const std::string& key, const Error& refusal, Deadline deadline) const {
    if (worth_retrying(refusal.fault)) return refusal;  // the caller searches later
    const auto row = incidents_.find_row(key, deadline);
    if (!row) return worth_retrying(row.error().fault) ? row.error() : refusal;
    return *row ? incidents_.incident_of(**row) : Result<DeskIncident>(refusal);
}

// "Created" without an object may mean that nothing was created: search for the key.
Result<DeskIncident> ItopDesk::created(const ItopResponse& reply, const std::string& key, Deadline deadline) const {
    if (!reply.rows.empty() && is_number(reply.rows.front().id) && correlation_.carried_by(reply.rows.front(), key))
        return incidents_.incident_of(reply.rows.front());
    const auto row = incidents_.find_row(key, deadline);
    if (!row) return row.error();
    if (*row) return incidents_.incident_of(**row);
    if (reply.rows.empty()) return client().unavailable("reported a new incident, but does not have it");
    return Error{Fault::refused,
                 client().desk() + " created the incident " + incidents_.incident_of(reply.rows.front()).number +
                     ", which does not hold our key " + key + ": remove it and look at " + correlation_.look_at(),
                 {}};
}

// ---- writing

Outcome ItopDesk::note(const std::string& id, const std::string& text) {
    const Deadline deadline = api_.deadline();
    const auto row = read_to_write(id, deadline);
    if (!row) return row.error();
    // An earlier attempt whose response was lost may have written it.
    const auto written = incidents_.has_note(id, text, deadline);
    if (!written) return written.error();
    if (*written) return {};
    const auto reply = incidents_.add_note(id, text, deadline);
    if (!reply) return reply.error();
    if (!reply->done()) return client().refused(reply->words, "the account's rights to private_log");
    return {};
}

// Each iteration reads the incident and does one step.  A step that changed nothing is not repeated in the same state,
// and once in another state, since somebody changed the incident meanwhile.
Result<Resolution> ItopDesk::resolve_with(const std::string& id, const std::string& text, const DeskFields& filled) {
    using What = Resolution::What;
    if (const Outcome good = usable(); !good) return good.error();
    const Deadline deadline = api_.deadline();
    bool taken = false;  // a stimulus that resolves
    std::string stuck_in;
    std::optional<Error> stuck;
    for (int refusals = 0;;) {
        const auto row = incidents_.read(id, deadline);
        if (!row) return row.error();
        if (!*row) return Resolution{What::gone, {}};
        const std::string status = (*row)->text("status");
        if (state_of(**row) != IncidentState::open)
            return taken ? Resolution{What::resolved, {}} : Resolution{What::already_over, "its status is " + status};
        if (stuck && (status == stuck_in || refusals == max_refusals)) return *stuck;
        const Way way = way_to_resolved(status);
        if (!way.stimulus)
            return Resolution{What::left_open,
                              "its status is " + status + ": somebody has to approve or reject it first"};
        Json::Value fields = way.resolves ? resolve_fields(settings_, text, filled) : assignment(settings_, **row);
        auto reply = incidents_.stimulate(id, way.stimulus, fields, deadline);
        if (reply && !reply->done()) {
            const Json::Value missing = missing_fields(settings_, reply->words);
            for (const std::string& name : missing.getMemberNames()) fields[name] = missing[name];
            if (!missing.empty()) reply = incidents_.stimulate(id, way.stimulus, fields, deadline);
        }
        if (!reply) return reply.error();
        if (reply->done() && way.resolves && shows(*reply, id, IncidentState::resolved))
            return Resolution{What::resolved, {}};
        // "Done" without an object: the state read in the next iteration decides.
        stuck_in = status;
        stuck = reply->done() ? client().refused("it took " + std::string(way.stimulus) + " but left the incident in " +
                                                     "status " + status,
                                                 "the incident's lifecycle in the data model")
                              : client().refused(reply->words, look_at_resolve(settings_, reply->words));
        taken = taken || (reply->done() && way.resolves);
        refusals += reply->done() ? 0 : 1;
    }
}

Result<Reopening> ItopDesk::reopen(const std::string& id, const std::string& text) {
    if (const Outcome good = usable(); !good) return good.error();
    const Deadline deadline = api_.deadline();
    bool taken = false;
    std::optional<Error> refusal;
    for (;;) {
        const auto row = incidents_.read(id, deadline);
        if (!row) return row.error();
        if (!*row || state_of(**row) == IncidentState::closed) return Reopening::not_possible;
        if (state_of(**row) == IncidentState::open) return taken ? Reopening::reopened : Reopening::was_open;
        if (refusal) return *refusal;
        Json::Value fields(Json::objectValue);
        fields["private_log"] = log_entry(text);  // in the same step: both or neither
        const auto reply = incidents_.stimulate(id, "ev_reopen", std::move(fields), deadline);
        if (!reply) return reply.error();
        taken = reply->done();
        if (taken && shows(*reply, id, IncidentState::open)) return Reopening::reopened;
        refusal = client().refused(reply->words,
                                   "the incident's lifecycle in the data model: ev_reopen has to lead out of resolved");
    }
}

// iTop computes the priority from the two.
Outcome ItopDesk::raise(const std::string& id, int impact, int urgency) {
    if (Outcome good = usable(); !good) return good;
    const Deadline deadline = api_.deadline();
    std::optional<Error> refusal;
    for (;;) {
        const auto row = incidents_.read(id, deadline);
        if (!row) return row.error();
        if (!*row || state_of(**row) != IncidentState::open) return {};
        Json::Value fields = raised_fields(settings_, **row, impact, urgency);
        if (fields.isNull()) return {};
        if (refusal) return *refusal;
        const auto reply = incidents_.change(id, std::move(fields), deadline);
        if (!reply) return reply.error();
        refusal = client().refused(
            reply->done() ? "it took the change but left impact and urgency as they were" : reply->words,
            "the account's rights to impact and urgency, and the data model");
        if (reply->done() && !reply->rows.empty() &&
            raised_fields(settings_, reply->rows.front(), impact, urgency).isNull())
            return {};
    }
}

Outcome ItopDesk::bind(const std::string& id, const ConfigurationItem& ci) {
    const Deadline deadline = api_.deadline();
    const auto row = read_to_write(id, deadline);
    if (!row) return row.error();
    if (!is_number(ci.id))
        return Error{Fault::refused, client().desk() + " has no configuration item " + cut(one_line(ci.id), 40), {}};
    const auto reply = incidents_.link(id, ci.id, deadline);
    if (!reply) return reply.error();
    if (reply->done() && !reply->rows.empty()) return {};
    const auto link = incidents_.link_of(id, ci.id, deadline);  // iTop refuses a second link between the same two
    if (!link) return link.error();
    if (*link) return {};
    return client().refused(reply->words, "whether the configuration item " + ci.id + " still exists");
}

// Sets the old link to "not impacted", as a person would: that needs no permission to delete, and iTop's history keeps
// it.
Result<Rebound> ItopDesk::rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) {
    if (const Outcome bound = bind(id, to); !bound) return bound.error();
    if (from.id == to.id || !is_number(from.id)) return Rebound::replaced;
    const Deadline deadline = api_.deadline();
    const auto link = incidents_.link_of(id, from.id, deadline);
    if (!link) return link.error();
    // Without a link, people removed it; a computed link is derived by iTop from the new item.
    if (!*link || (*link)->text("impact_code") != "manual") return Rebound::replaced;
    if (!is_number((*link)->id)) return Rebound::old_stays;
    const auto reply = incidents_.mark_not_impacted((*link)->id, deadline);
    if (!reply) return reply.error();
    return reply->done() ? Rebound::replaced : Rebound::old_stays;
}

}  // namespace

Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment) {
    return std::unique_ptr<Desk>(std::make_unique<ItopDesk>(settings, environment));
}

}  // namespace secure_export::desks::itop
