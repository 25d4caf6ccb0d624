#include "adapters/desks/itop/desk.h"

#include <algorithm>

#include "adapters/desks/itop/advice.h"
#include "adapters/desks/itop/check.h"
#include "adapters/desks/itop/ci_lookup.h"
#include "adapters/desks/itop/client.h"
#include "adapters/desks/itop/correlation.h"
#include "adapters/desks/itop/notes.h"
#include "adapters/desks/itop/oql.h"
#include "adapters/desks/itop/payload.h"
#include "adapters/desks/itop/states.h"
#include "adapters/desks/rest/fields.h"
#include "core/text.h"
#include "json/json.h"

namespace secure_export::desks::itop {
namespace {

constexpr int most_alike = 20;                   // incidents that share our key, or the beginning of it
constexpr const char* author = "Azure Monitor";  // stands in the incident's history

constexpr const char* link_class = "lnkFunctionalCIToTicket";

std::string may_read(const char* class_name) {
    return std::string("the account's profiles: it has to read ") + class_name;
}

// The order of ids is the order of creation.
bool older(const Row& a, const Row& b) { return a.id.size() != b.id.size() ? a.id.size() < b.id.size() : a.id < b.id; }

bool shows(const Reply& reply, const std::string& id, IncidentState state) {
    return !reply.rows.empty() && reply.rows.front().id == id && state_of(reply.rows.front()) == state;
}

class ItopDesk : public Desk {
public:
    ItopDesk(const DeskSettings& settings, const Environment& environment)
        : settings_(settings),
          class_(settings.text("class")),
          api_(settings, environment),
          correlation_(settings),
          unusable_(unusable(settings)) {}

    Result<std::vector<DeskIncident>> find_all(const std::string& key) override;
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create) override;
    Result<DeskIncident> get(const std::string& id) override;
    Outcome note(const std::string& id, const std::string& text) override;
    Result<Resolution> resolve(const std::string& id, const std::string& text) override;
    Result<Reopening> reopen(const std::string& id, const std::string& text) override;
    Outcome bind(const std::string& id, const ConfigurationItem& ci) override;
    Result<Rebound> rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) override;
    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) override;
    Result<DeskCheck> check() override { return itop::check(settings_, api_); }
    std::vector<std::pair<std::string, std::string>> draft(const NewIncident& incident) const override {
        return rest::as_pairs(new_fields(settings_, correlation_, incident));
    }

private:
    using Found = std::optional<Row>;

    Outcome usable(const std::string* key = nullptr) const;
    Result<std::vector<Row>> find_rows(const std::string& key, Deadline deadline) const;
    Result<Found> find_row(const std::string& key, Deadline deadline) const;
    Result<Found> read(const std::string& id, Deadline deadline) const;
    // Of an incident that may still be written; an error that parks for one that may not.
    Result<Row> read_to_write(const std::string& id, Deadline deadline) const;
    Result<bool> ci_exists(const std::string& ci, Deadline deadline) const;
    // The link of the two; nothing when there is none.
    Result<Found> link_of(const std::string& id, const std::string& ci, Deadline deadline) const;
    Result<bool> has_note(const std::string& id, const std::string& text, Deadline deadline) const;
    Result<Reply> create(const Json::Value& fields, const std::string& key, Deadline deadline) const;
    Result<DeskIncident> after_refusal(const std::string& key, const Error& refusal, Deadline deadline) const;
    Result<DeskIncident> created(const Reply& reply, const std::string& key, Deadline deadline) const;
    Result<Reply> stimulate(const std::string& id, const char* stimulus, Json::Value fields, Deadline deadline) const;

    DeskIncident incident_of(const Row& row) const;
    Json::Value change(const char* operation, const std::string& class_name, const std::string& comment) const;
    const rest::Client& client() const { return api_.client(); }

    const DeskSettings settings_;
    const std::string class_;
    const Api api_;
    const Correlation correlation_;
    const std::optional<Error> unusable_;
};

Outcome ItopDesk::usable(const std::string* key) const {
    if (unusable_) return *unusable_;
    if (key && !rest::is_plain_key(*key))
        return Error{Fault::invalid, "a key of an incident has letters, digits and \"-\", at most 40", {}};
    return {};
}

DeskIncident ItopDesk::incident_of(const Row& row) const {
    DeskIncident incident{row.id, row.text("ref"), {}, state_of(row)};
    if (incident.number.empty()) incident.number = row.id;
    const std::string& pattern = settings_.text("incident_url");
    incident.url = rest::incident_page(
        pattern.empty() ? client().address() + "/pages/UI.php?operation=details&class=" + class_ + "&id={{id}}"
                        : pattern,
        row.id, incident.number);
    return incident;
}

Json::Value ItopDesk::change(const char* operation, const std::string& class_name, const std::string& comment) const {
    Json::Value change(Json::objectValue);
    change["operation"] = operation;
    change["class"] = class_name;
    change["comment"] = comment;  // demanded
    return change;
}

// ---- reading

// The oldest first.
Result<std::vector<Row>> ItopDesk::find_rows(const std::string& key, Deadline deadline) const {
    auto rows = api_.read({class_, correlation_.question(key),
                           std::string(lifecycle_fields) + "," + correlation_.attribute(), most_alike},
                          deadline, correlation_.look_at());
    if (!rows) return rows.error();
    std::vector<Row> ours;
    for (Row& row : *rows)
        if (is_number(row.id) && correlation_.carried_by(row, key)) ours.push_back(std::move(row));
    if (ours.empty() && !rows->empty() && correlation_.must_be_carried())
        return client().refused("it found incidents for a key that they do not carry", correlation_.look_at());
    std::ranges::sort(ours, older);
    return ours;
}

Result<ItopDesk::Found> ItopDesk::find_row(const std::string& key, Deadline deadline) const {
    auto rows = find_rows(key, deadline);
    if (!rows) return rows.error();
    if (rows->empty()) return Found();
    const auto open = std::ranges::find_if(*rows, [](const Row& row) { return state_of(row) == IncidentState::open; });
    return Found(open == rows->end() ? rows->back() : *open);
}

Result<ItopDesk::Found> ItopDesk::read(const std::string& id, Deadline deadline) const {
    if (!is_number(id)) return Found();
    auto rows = api_.read({class_, number(id), lifecycle_fields}, deadline, "the setting \"class\"");
    if (!rows) return rows.error();
    if (rows->empty()) return Found();
    if (rows->front().id != id) return client().unavailable("answered about another incident than it was asked for");
    return Found(std::move(rows->front()));
}

Result<Row> ItopDesk::read_to_write(const std::string& id, Deadline deadline) const {
    if (const Outcome good = usable(); !good) return good.error();
    auto row = read(id, deadline);
    if (!row) return row.error();
    const std::string what = "the incident " + cut(one_line(id), 40) + " in " + client().desk();
    if (!*row) return Error{Fault::refused, what + " does not exist any more, or is hidden from the account", {}};
    if (state_of(**row) == IncidentState::closed)
        return Error{Fault::refused, what + " is closed and is not written any more", {}};
    return std::move(**row);
}

Result<bool> ItopDesk::ci_exists(const std::string& ci, Deadline deadline) const {
    if (!is_number(ci)) return false;
    const auto rows = api_.read({"FunctionalCI", number(ci), "id"}, deadline, may_read("FunctionalCI"));
    if (!rows) return rows.error();
    return !rows->empty() && rows->front().id == ci;
}

Result<ItopDesk::Found> ItopDesk::link_of(const std::string& id, const std::string& ci, Deadline deadline) const {
    Json::Value pair(Json::objectValue);
    pair["ticket_id"] = number(id);
    pair["functionalci_id"] = number(ci);
    auto rows = api_.read({link_class, pair, "ticket_id,functionalci_id,impact_code"}, deadline, may_read(link_class));
    if (!rows) return rows.error();
    if (rows->empty() || rows->front().text("ticket_id") != id || rows->front().text("functionalci_id") != ci)
        return Found();
    return Found(std::move(rows->front()));
}

Result<std::vector<DeskIncident>> ItopDesk::find_all(const std::string& key) {
    if (const Outcome good = usable(&key); !good) return good.error();
    const auto rows = find_rows(key, api_.deadline());
    if (!rows) return rows.error();
    std::vector<DeskIncident> found;
    for (const Row& row : *rows) found.push_back(incident_of(row));
    return found;
}

Result<DeskIncident> ItopDesk::get(const std::string& id) {
    if (const Outcome good = usable(); !good) return good.error();
    const auto row = read(id, api_.deadline());
    if (!row) return row.error();
    return *row ? incident_of(**row) : DeskIncident{id, {}, {}, IncidentState::gone};
}

Result<std::vector<ConfigurationItem>> ItopDesk::find_ci(const CiQuery& query) {
    if (const Outcome good = usable(); !good) return good.error();
    return CiLookUp(api_, settings_).find(query, api_.deadline());
}

// ---- opening

Result<Reply> ItopDesk::create(const Json::Value& fields, const std::string& key, Deadline deadline) const {
    Json::Value order = change("core/create", class_, std::string(author) + ", alert key " + key);
    order["fields"] = fields;
    order["output_fields"] = std::string(lifecycle_fields) + "," + correlation_.attribute();
    return api_.ask(order, deadline);
}

Result<DeskIncident> ItopDesk::open(const NewIncident& incident, const BeforeCreate& before_create) {
    if (const Outcome good = usable(&incident.key); !good) return good.error();
    if (const auto problem = unusable(settings_, incident.fields)) return *problem;
    const Deadline deadline = api_.deadline();
    // Asks for the field that keeps the key, too: a field that is not there is told before anything is created.
    const auto there = find_row(incident.key, deadline);
    if (!there) return there.error();
    if (*there) return incident_of(**there);
    if (before_create)
        if (const Outcome committed = before_create(); !committed) return committed.error();
    NewIncident wanted = incident;
    auto reply = create(new_fields(settings_, correlation_, wanted), incident.key, deadline);
    if (reply && !reply->done() && wanted.ci) {
        const auto ci_is_there = ci_exists(wanted.ci->id, deadline);
        if (!ci_is_there) return ci_is_there.error();
        if (!*ci_is_there) {
            wanted.ci.reset();
            reply = create(new_fields(settings_, correlation_, wanted), incident.key, deadline);
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

// What refused may be a rule of the site that keeps our key unique, or the database after it has committed: an earlier
// create whose answer was lost is looked for before anything is parked.
Result<DeskIncident> ItopDesk::after_refusal(const std::string& key, const Error& refusal, Deadline deadline) const {
    if (worth_retrying(refusal.fault)) return refusal;  // the caller looks
    const auto row = find_row(key, deadline);
    if (!row) return worth_retrying(row.error().fault) ? row.error() : refusal;
    return *row ? incident_of(**row) : Result<DeskIncident>(refusal);
}

// "Created" with nothing to show for it may mean that it was not: what can be found by the key decides.
Result<DeskIncident> ItopDesk::created(const Reply& reply, const std::string& key, Deadline deadline) const {
    if (!reply.rows.empty() && is_number(reply.rows.front().id) && correlation_.carried_by(reply.rows.front(), key))
        return incident_of(reply.rows.front());
    const auto row = find_row(key, deadline);
    if (!row) return row.error();
    if (*row) return incident_of(**row);
    if (reply.rows.empty()) return client().unavailable("said that it created an incident, and has none");
    return Error{Fault::refused,
                 client().desk() + " created the incident " + incident_of(reply.rows.front()).number +
                     ", which does not hold our key " + key + ": remove it and look at " + correlation_.look_at(),
                 {}};
}

// ---- writing

Result<bool> ItopDesk::has_note(const std::string& id, const std::string& text, Deadline deadline) const {
    const std::string part = searchable(text);
    if (part.empty()) return false;
    // The server looks; the log, which may be long, comes only when it holds something like it.
    const std::string query = "SELECT " + class_ + " WHERE id = " + id + " AND private_log LIKE " + like(part);
    const auto rows = api_.read({class_, query, "id,private_log"}, deadline, "the account's rights to private_log");
    if (!rows) return rows.error();
    if (rows->empty() || rows->front().id != id) return false;
    return has_entry(json::member(rows->front().fields, "private_log"), text);
}

Outcome ItopDesk::note(const std::string& id, const std::string& text) {
    const Deadline deadline = api_.deadline();
    const auto row = read_to_write(id, deadline);
    if (!row) return row.error();
    // An earlier try, whose answer was lost, may have written it.
    const auto written = has_note(id, text, deadline);
    if (!written) return written.error();
    if (*written) return {};
    Json::Value order = change("core/update", class_, author);
    order["key"] = number(id);
    order["fields"]["private_log"] = log_entry(text);
    order["output_fields"] = "id";
    const auto reply = api_.ask(order, deadline);
    if (!reply) return reply.error();
    if (!reply->done()) return client().refused(reply->words, "the account's rights to private_log");
    return {};
}

Result<Reply> ItopDesk::stimulate(const std::string& id, const char* stimulus, Json::Value fields,
                                  Deadline deadline) const {
    Json::Value order = change("core/apply_stimulus", class_, author);
    order["key"] = number(id);
    order["stimulus"] = stimulus;
    order["fields"] = std::move(fields);
    order["output_fields"] = lifecycle_fields;
    return api_.ask(order, deadline);
}

// Each turn reads what is there and does one step from it.  A step that did not lead on is not repeated from the same
// state; from another one it is, once: a person was quicker.
Result<Resolution> ItopDesk::resolve(const std::string& id, const std::string& text) {
    using What = Resolution::What;
    if (const Outcome good = usable(); !good) return good.error();
    const Deadline deadline = api_.deadline();
    constexpr int most_refusals = 2;
    bool taken = false;  // a stimulus that resolves
    std::string stuck_in;
    std::optional<Error> stuck;
    for (int refusals = 0;;) {
        const auto row = read(id, deadline);
        if (!row) return row.error();
        if (!*row) return Resolution{What::gone, {}};
        const std::string status = (*row)->text("status");
        if (state_of(**row) != IncidentState::open)
            return taken ? Resolution{What::resolved, {}} : Resolution{What::already_over, "its status is " + status};
        if (stuck && (status == stuck_in || refusals == most_refusals)) return *stuck;
        const Way way = way_to_resolved(status);
        if (!way.stimulus)
            return Resolution{What::left_open,
                              "its status is " + status + ": somebody has to approve or reject it first"};
        Json::Value fields = way.resolves ? resolve_fields(settings_, text) : assignment(settings_, **row);
        auto reply = stimulate(id, way.stimulus, fields, deadline);
        if (reply && !reply->done()) {
            const Json::Value missing = missing_fields(settings_, reply->words);
            for (const std::string& name : missing.getMemberNames()) fields[name] = missing[name];
            if (!missing.empty()) reply = stimulate(id, way.stimulus, fields, deadline);
        }
        if (!reply) return reply.error();
        if (reply->done() && way.resolves && shows(*reply, id, IncidentState::resolved))
            return Resolution{What::resolved, {}};
        // "Done" with nothing to show for it: what is read in the next turn decides.
        stuck_in = status;
        stuck = reply->done() ? client().refused("it took " + std::string(way.stimulus) + " and left the incident in " +
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
        const auto row = read(id, deadline);
        if (!row) return row.error();
        if (!*row || state_of(**row) == IncidentState::closed) return Reopening::not_possible;
        if (state_of(**row) == IncidentState::open) return taken ? Reopening::reopened : Reopening::was_open;
        if (refusal) return *refusal;
        Json::Value fields(Json::objectValue);
        fields["private_log"] = log_entry(text);  // in the same step: both or neither
        const auto reply = stimulate(id, "ev_reopen", std::move(fields), deadline);
        if (!reply) return reply.error();
        taken = reply->done();
        if (taken && shows(*reply, id, IncidentState::open)) return Reopening::reopened;
        refusal = client().refused(reply->words,
                                   "the incident's lifecycle in the data model: ev_reopen has to lead out of resolved");
    }
}

Outcome ItopDesk::bind(const std::string& id, const ConfigurationItem& ci) {
    const Deadline deadline = api_.deadline();
    const auto row = read_to_write(id, deadline);
    if (!row) return row.error();
    if (!is_number(ci.id))
        return Error{Fault::refused, client().desk() + " has no configuration item " + cut(one_line(ci.id), 40), {}};
    // The link alone: writing the incident's list would replace it, with what people and iTop added.
    Json::Value order = change("core/create", link_class, author);
    order["fields"]["ticket_id"] = number(id);
    order["fields"]["functionalci_id"] = number(ci.id);
    order["fields"]["impact_code"] = "manual";
    order["output_fields"] = "id";
    const auto reply = api_.ask(order, deadline);
    if (!reply) return reply.error();
    if (reply->done() && !reply->rows.empty()) return {};
    const auto link = link_of(id, ci.id, deadline);  // a second link of the same two is turned down
    if (!link) return link.error();
    if (*link) return {};
    return client().refused(reply->words, "whether the configuration item " + ci.id + " still exists");
}

// The old link stays and says "not impacted", as a person who corrects it would do: that needs no right to delete, and
// iTop's history keeps it.
Result<Rebound> ItopDesk::rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) {
    if (const Outcome bound = bind(id, to); !bound) return bound.error();
    if (from.id == to.id || !is_number(from.id)) return Rebound::replaced;
    const Deadline deadline = api_.deadline();
    const auto link = link_of(id, from.id, deadline);
    if (!link) return link.error();
    // Without a link people took it off; a computed one is what iTop concludes from the new item.
    if (!*link || (*link)->text("impact_code") != "manual") return Rebound::replaced;
    if (!is_number((*link)->id)) return Rebound::old_stays;
    Json::Value order = change("core/update", link_class, author);
    order["key"] = number((*link)->id);
    order["fields"]["impact_code"] = "not_impacted";
    order["output_fields"] = "impact_code";
    const auto reply = api_.ask(order, deadline);
    if (!reply) return reply.error();
    return reply->done() ? Rebound::replaced : Rebound::old_stays;
}

}  // namespace

Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment) {
    return std::unique_ptr<Desk>(std::make_unique<ItopDesk>(settings, environment));
}

}  // namespace secure_export::desks::itop
