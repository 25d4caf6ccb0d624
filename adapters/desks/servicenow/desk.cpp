#include "adapters/desks/servicenow/desk.h"

#include <functional>

#include "adapters/desks/rest/fields.h"
#include "adapters/desks/servicenow/check.h"
#include "adapters/desks/servicenow/ci_lookup.h"
#include "adapters/desks/servicenow/from_ci.h"
#include "adapters/desks/servicenow/incidents.h"
#include "adapters/desks/servicenow/payload.h"
#include "adapters/desks/servicenow/references.h"
#include "adapters/desks/servicenow/states.h"
#include "core/text.h"

namespace secure_export::desks::servicenow {
namespace {

using What = Resolution::What;

class ServiceNowDesk : public Desk {
public:
    ServiceNowDesk(const DeskSettings& settings, const Environment& environment)
        : settings_(settings),
          table_(settings_, environment),
          ci_look_up_(table_, settings_),
          incidents_(table_, settings_) {}

    Result<std::vector<DeskIncident>> find_all(const std::string& key) override {
        return incidents_.with_key(key, table_.client().deadline());
    }
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create) override;
    Result<DeskIncident> get(const std::string& id) override {
        auto seen = incidents_.look(id, table_.client().deadline());
        if (!seen) return seen.error();
        return std::move(seen->incident);
    }
    Outcome note(const std::string& id, const std::string& text) override;
    Result<Resolution> resolve(const std::string& id, const std::string& text) override {
        return resolve_with(id, text, {});
    }
    Result<Resolution> resolve_with(const std::string& id, const std::string& text, const DeskFields& filled) override;
    Result<Reopening> reopen(const std::string& id, const std::string& text) override;
    Outcome raise(const std::string& id, int impact, int urgency) override;
    Outcome bind(const std::string& id, const ConfigurationItem& ci) override { return bind_where({}, id, ci); }
    Result<Rebound> rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) override;
    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) override {
        return ci_look_up_.find(query, table_.client().deadline());
    }
    Result<FromCi> from_ci(const NewIncident& incident) override {
        return servicenow::from_ci(table_, settings_, incident, table_.client().deadline());
    }
    Result<DeskCheck> check() override {
        return servicenow::check(table_, settings_, table_.client().deadline_of_check());
    }
    std::vector<std::pair<std::string, std::string>> draft(const NewIncident& incident) const override {
        return rest::as_pairs(fields_of_new(settings_, incident));
    }

private:
    Result<DeskIncident> made_meanwhile(const std::string& key, const Error& refusal, Deadline deadline);
    Outcome bind_where(const std::function<bool(const std::string&)>& may, const std::string& id,
                       const ConfigurationItem& ci);

    const DeskSettings settings_;
    const Table table_;
    const CiLookUp ci_look_up_;
    Incidents incidents_;
};

Result<DeskIncident> ServiceNowDesk::open(const NewIncident& incident, const BeforeCreate& before_create) {
    const Deadline deadline = table_.client().deadline();
    auto own = incidents_.with_key(incident.key, deadline);
    if (!own) return own.error();
    if (auto one = that_counts(*own)) return std::move(*one);
    std::string remark;
    if (const Outcome there = incidents_.look_for_fields(incident, remark, deadline); !there) return there.error();
    NewIncident wanted = incident;
    std::vector<std::string> unknown;
    if (const Outcome named = name_to_sys_id(table_, wanted.fields.values, unknown, deadline); !named)
        return named.error();
    for (const std::string& one : unknown) remark += std::string(remark.empty() ? "" : "\n") + one;
    if (incident.ci) {
        const auto exists = ci_look_up_.exists(incident.ci->id, deadline);
        if (!exists) return exists.error();
        if (!*exists) {
            remark += std::string(remark.empty() ? "" : "\n") + "Opened without its configuration item " +
                      one_line(incident.ci->name) + ": it is not in the CMDB any more.";
            wanted.ci.reset();
        }
    }
    Json::Value fields = fields_of_new(settings_, wanted);
    if (!fields.isMember("work_notes"))
        fields["work_notes"] = remark + (remark.empty() ? "" : "\n") +
                               rest::note_about_key(incident.key, settings_.text("correlation_field"));
    if (before_create)
        if (const Outcome committed = before_create(); !committed) return committed.error();
    const auto created = incidents_.create(fields, deadline);
    if (!created) return made_meanwhile(incident.key, created.error(), deadline);
    auto seen = incidents_.read_created(*created, incident.key);
    if (!seen) return seen.error();
    if (incident.ci) seen->incident.ci_linked = wanted.ci && seen->ci == wanted.ci->id;
    return std::move(seen->incident);
}

// A create may be refused because an earlier one, whose response was lost, has taken effect: by a unique index or a
// business rule that checks our key.  So the key is searched before the delivery is parked.
Result<DeskIncident> ServiceNowDesk::made_meanwhile(const std::string& key, const Error& refusal, Deadline deadline) {
    if (refusal.fault != Fault::refused) return refusal;
    const auto own = incidents_.with_key(key, deadline);
    if (!own && worth_retrying(own.error().fault)) return own.error();
    if (own)
        if (auto one = that_counts(*own)) return std::move(*one);
    return refusal;
}

Outcome ServiceNowDesk::note(const std::string& id, const std::string& text) {
    const Deadline deadline = table_.client().deadline();
    const auto seen = incidents_.look(id, deadline);
    if (!seen) return seen.error();
    if (!seen->writable()) return incidents_.not_writable(*seen);
    const auto there = incidents_.has_note(id, text, deadline);
    if (!there) return there.error();
    if (*there) return {};
    Json::Value fields(Json::objectValue);
    fields["work_notes"] = text;  // not comments: customers see those
    const auto written = incidents_.write(*seen, fields, Purpose::change, deadline);
    if (!written) return written.error();
    if (!written->seen.writable()) return incidents_.not_writable(written->seen);
    return written->refusal ? Outcome(*written->refusal) : Outcome();
}

Result<Resolution> ServiceNowDesk::resolve_with(const std::string& id, const std::string& text,
                                                const DeskFields& filled) {
    const Deadline deadline = table_.client().deadline();
    const auto over = [](const Seen& seen) -> std::optional<Resolution> {
        if (seen.incident.state == IncidentState::gone) return Resolution{What::gone, ""};
        if (seen.incident.state == IncidentState::open) return std::nullopt;
        return Resolution{What::already_over, seen.incident.number + " is " + name_of_state(seen.state)};
    };
    const auto seen = incidents_.look(id, deadline);
    if (!seen) return seen.error();
    if (const auto already = over(*seen)) return *already;
    const Json::Value fields = fields_of_resolved(settings_, text, seen->of_people, filled);
    const auto written = incidents_.write(*seen, fields, Purpose::resolve, deadline);
    if (!written) return written.error();
    const auto now = over(written->seen);
    if (written->refusal) return now ? Result<Resolution>(*now) : *written->refusal;
    if (!now)
        return Resolution{What::left_open, "the instance took the call and left " + written->seen.incident.number +
                                               " " + name_of_state(written->seen.state) +
                                               ": a business rule, or a state in \"resolve_fields\""};
    return now->what == What::gone ? *now : Resolution{What::resolved, ""};
}

Result<Reopening> ServiceNowDesk::reopen(const std::string& id, const std::string& text) {
    const Deadline deadline = table_.client().deadline();
    const auto seen = incidents_.look(id, deadline);
    if (!seen) return seen.error();
    if (seen->incident.state == IncidentState::open) return Reopening::was_open;
    if (!seen->writable()) return Reopening::not_possible;
    Json::Value fields(Json::objectValue);
    fields["state"] = settings_.text("reopen_state");
    fields["work_notes"] = text;  // in the same call: if the response is lost, the state proves that the note exists
    const auto written = incidents_.write(*seen, fields, Purpose::change, deadline);
    if (!written) return written.error();
    if (!written->seen.writable()) return Reopening::not_possible;
    if (written->seen.incident.state == IncidentState::open)
        return written->refusal ? Reopening::was_open : Reopening::reopened;
    if (written->refusal) return *written->refusal;
    return table_.client().refused("it took the call and left " + written->seen.incident.number + " Resolved",
                                   "the setting \"reopen_state\" and the instance's business rules");
}

// priority follows by the instance's own table.
Outcome ServiceNowDesk::raise(const std::string& id, int impact, int urgency) {
    const Deadline deadline = table_.client().deadline();
    const auto seen = incidents_.look(id, deadline);
    if (!seen) return seen.error();
    if (seen->incident.state != IncidentState::open) return {};
    const Json::Value fields = fields_of_raised(settings_, seen->levels, impact, urgency);
    if (fields.isNull()) return {};
    const auto written = incidents_.write(*seen, fields, Purpose::change, deadline);
    if (!written) return written.error();
    if (written->seen.incident.state != IncidentState::open) return {};
    if (written->refusal) return *written->refusal;
    if (fields_of_raised(settings_, written->seen.levels, impact, urgency).isNull()) return {};
    return table_.client().refused("it took the call and left " + written->seen.incident.number + " with impact " +
                                       written->seen.levels.impact + " and urgency " + written->seen.levels.urgency,
                                   "our account's right to write these fields and the instance's business rules");
}

// An incident has one configuration item, so the new one replaces the old one.
Result<Rebound> ServiceNowDesk::rebind(const std::string& id, const ConfigurationItem& from,
                                       const ConfigurationItem& to) {
    bool left = false;
    const auto only_ours = [&](const std::string& held) {
        left = !held.empty() && held != from.id && held != to.id;
        return !left;
    };
    const Outcome bound = bind_where(only_ours, id, to);
    if (!bound) return bound.error();
    return left ? Rebound::left : Rebound::replaced;
}

// `may`: whether the item that the incident has may be replaced.
Outcome ServiceNowDesk::bind_where(const std::function<bool(const std::string&)>& may, const std::string& id,
                                   const ConfigurationItem& ci) {
    const Deadline deadline = table_.client().deadline();
    const auto seen = incidents_.look(id, deadline);
    if (!seen) return seen.error();
    if (seen->incident.state == IncidentState::gone) return incidents_.not_writable(*seen);
    if (may && !may(seen->ci)) return {};
    if (!ci.id.empty() && seen->ci == ci.id) return {};
    if (!seen->writable()) return incidents_.not_writable(*seen);
    const auto exists = ci_look_up_.exists(ci.id, deadline);
    if (!exists) return exists.error();
    if (!*exists)
        return table_.client().refused(
            "the CMDB shows our account no configuration item with the sys_id " + cut(one_line(ci.id), 40),
            "whether it was deleted, and the roles of our account");
    Json::Value fields(Json::objectValue);
    fields["cmdb_ci"] = ci.id;
    const auto written = incidents_.write(*seen, fields, Purpose::change, deadline);
    if (!written) return written.error();
    if (written->seen.ci == ci.id) return {};
    if (!written->seen.writable()) return incidents_.not_writable(written->seen);
    if (written->refusal) return *written->refusal;
    return table_.client().refused("it took the call and did not set cmdb_ci of " + written->seen.incident.number,
                                   "our account's right to write this field");
}

}  // namespace

Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment) {
    return std::unique_ptr<Desk>(std::make_unique<ServiceNowDesk>(settings, environment));
}

}  // namespace secure_export::desks::servicenow
