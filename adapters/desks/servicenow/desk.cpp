#include "adapters/desks/servicenow/desk.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "adapters/desks/rest/fields.h"
#include "adapters/desks/servicenow/check.h"
#include "adapters/desks/servicenow/ci_lookup.h"
#include "adapters/desks/servicenow/payload.h"
#include "adapters/desks/servicenow/states.h"
#include "core/text.h"

namespace secure_export::desks::servicenow {
namespace {

using What = Resolution::What;

constexpr int most_of_a_key = 20;  // more than one is a mishap, and the limit counts incidents that we may not see

constexpr int most_notes = 50;  // that are looked through, the newest first
constexpr auto journal_looked_at_again = std::chrono::minutes(10);

// An incident as it was at one moment.
struct Seen {
    DeskIncident incident;
    std::string state, ci;
    OfPeople of_people;

    // What can be written by our account: closed and cancelled incidents cannot.
    bool writable() const { return incident.state == IncidentState::open || incident.state == IncidentState::resolved; }
};

// What became of a change.
struct Written {
    Seen seen;                     // the incident afterwards
    std::optional<Error> refusal;  // nothing was changed: people may have been quicker, which `seen` tells
};

class ServiceNowDesk : public Desk {
public:
    ServiceNowDesk(const DeskSettings& settings, const Environment& environment)
        : settings_(settings),
          incident_(settings_.text("table")),
          correlation_field_(settings_.text("correlation_field")),
          shown_("sys_id,number,state,assigned_to,cmdb_ci,close_notes,close_code," + correlation_field_),
          table_(settings_, environment),
          ci_look_up_(table_, settings_) {}

    Result<std::vector<DeskIncident>> find_all(const std::string& key) override {
        return find_until(key, table_.client().deadline());
    }
    Result<DeskIncident> open(const NewIncident& incident, const BeforeCreate& before_create) override;
    Result<DeskIncident> get(const std::string& id) override {
        auto seen = look(id, table_.client().deadline());
        if (!seen) return seen.error();
        return std::move(seen->incident);
    }
    Outcome note(const std::string& id, const std::string& text) override;
    Result<Resolution> resolve(const std::string& id, const std::string& text) override;
    Result<Reopening> reopen(const std::string& id, const std::string& text) override;
    Outcome bind(const std::string& id, const ConfigurationItem& ci) override { return bind_where({}, id, ci); }
    Result<Rebound> rebind(const std::string& id, const ConfigurationItem& from, const ConfigurationItem& to) override;
    Result<std::vector<ConfigurationItem>> find_ci(const CiQuery& query) override {
        return ci_look_up_.find(query, table_.client().deadline());
    }
    Result<DeskCheck> check() override {
        return servicenow::check(table_, settings_, table_.client().deadline_of_check());
    }
    std::vector<std::pair<std::string, std::string>> draft(const NewIncident& incident) const override {
        return rest::as_pairs(fields_of_new(settings_, incident));
    }

private:
    // The oldest first.
    Result<std::vector<DeskIncident>> find_until(const std::string& key, Deadline deadline);
    Outcome look_for_fields(const NewIncident& incident, std::string& remark, Deadline deadline);
    Result<Seen> look(const std::string& id, Deadline deadline) const;
    Result<Seen> read(const std::string& id, const Json::Value& record) const;
    Result<Written> write(const Seen& seen, const Json::Value& fields, Purpose purpose, Deadline deadline) const;
    Result<DeskIncident> made_meanwhile(const std::string& key, const Error& refusal, Deadline deadline);
    Outcome bind_where(const std::function<bool(const std::string&)>& may, const std::string& id,
                       const ConfigurationItem& ci);
    Result<bool> has_note(const std::string& id, const std::string& text, Deadline deadline);
    Error no_correlation_field(const std::string& what) const;
    Error not_writable(const Seen& seen) const;

    const DeskSettings settings_;
    const std::string incident_, correlation_field_, shown_;
    const Table table_;
    const CiLookUp ci_look_up_;
    std::atomic<bool> correlation_field_seen_{false};  // an incident showed it, ever since this desk was made
    // There was no incident to show it, and none was created since: asking again would tell nothing new.
    std::atomic<bool> table_was_empty_{false};
    std::mutex fields_mutex_;
    std::map<std::string, bool> field_is_there_;  // by name: those of "fields" that were looked for
    std::atomic<std::chrono::steady_clock::duration> journal_closed_until_{};  // our account may not read it
};

Error ServiceNowDesk::no_correlation_field(const std::string& what) const {
    return table_.client().refused(what, "the setting \"correlation_field\" (it is \"" + correlation_field_ +
                                             "\"): the field must exist in the table " + incident_ +
                                             ", and our account must be allowed to read, write and search it");
}

Error ServiceNowDesk::not_writable(const Seen& seen) const {
    const std::string state = seen.incident.state == IncidentState::gone
                                  ? "there is no such incident any more, or our account may not see it"
                                  : seen.incident.number + " is " + name_of_state(seen.state);
    return {Fault::refused, table_.client().desk() + ": " + state + ", so nothing was written", {}};
}

// `record` null: gone.
Result<Seen> ServiceNowDesk::read(const std::string& id, const Json::Value& record) const {
    Seen seen;
    seen.incident.id = id;
    seen.incident.state = IncidentState::gone;
    if (record.isNull()) return seen;
    seen.incident.id = field_of(record, "sys_id");
    seen.incident.number = field_of(record, "number");
    seen.state = field_of(record, "state");
    if (!is_sys_id(seen.incident.id)) return table_.client().unavailable("answered with a record without a sys_id");
    if (seen.incident.number.empty() || seen.state.empty())
        return table_.client().refused("the table " + incident_ + " shows our account no number or state",
                                       "the setting \"table\" and the roles of our account: it needs itil");
    seen.incident.state = state_of(seen.state);
    seen.incident.url = page_of(settings_, table_.client().address(), seen.incident.id, seen.incident.number);
    seen.of_people = {field_of(record, "assigned_to"), field_of(record, "close_notes"), field_of(record, "close_code")};
    seen.ci = field_of(record, "cmdb_ci");
    return seen;
}

Result<Seen> ServiceNowDesk::look(const std::string& id, Deadline deadline) const {
    if (!is_sys_id(id)) return read(id, Json::Value());
    const auto record = table_.read(incident_, id, shown_, deadline);
    if (!record) return record.error();
    return read(id, *record);
}

Result<Written> ServiceNowDesk::write(const Seen& seen, const Json::Value& fields, Purpose purpose,
                                      Deadline deadline) const {
    const std::string& id = seen.incident.id;
    const auto record = table_.change(incident_, id, fields, purpose, shown_, deadline);
    if (!record && record.error().fault != Fault::refused) return record.error();
    auto now = record ? read(id, *record) : look(id, deadline);
    if (!now) return now.error();
    return Written{std::move(*now), record ? std::nullopt : std::optional(record.error())};
}

Result<std::vector<DeskIncident>> ServiceNowDesk::find_until(const std::string& key, Deadline deadline) {
    if (!rest::is_plain_key(key))
        return Error{Fault::invalid, "an incident's key is 1 to 40 letters, digits and -", {}};
    const auto records = table_.list(incident_, correlation_field_ + "=" + key + "^ORDERBYsys_created_on", shown_,
                                     most_of_a_key, deadline);
    if (!records) return records.error();
    std::vector<DeskIncident> found;
    for (const Json::Value& record : *records) {
        // Any incident may come when the condition was dropped.
        if (!has_field(record, correlation_field_))
            return no_correlation_field("it shows our account no field " + correlation_field_ + " of an incident");
        correlation_field_seen_ = true;
        const std::string held = field_of(record, correlation_field_);
        if (!same_ignoring_case(held, key))
            return no_correlation_field("it does not search for " + correlation_field_ +
                                        ": incidents with another value came back");
        if (held != key) continue;
        auto seen = read({}, record);
        if (!seen) return seen.error();
        found.push_back(std::move(seen->incident));
    }
    return found;
}

// A field that does not exist is left out of a new incident without a word: of our key, nothing could ever find it; of
// the operator's fields, the incident itself is to tell (`remark`).
Outcome ServiceNowDesk::look_for_fields(const NewIncident& incident, std::string& remark, Deadline deadline) {
    std::set<std::string> names;
    for (const FieldMap& fields : {settings_.fields("fields"), incident.fields})
        for (const auto& [name, value] : fields) names.insert(name);
    const auto told = [&] {
        const std::scoped_lock lock(fields_mutex_);
        std::string absent;
        for (const std::string& name : names)
            if (const auto at = field_is_there_.find(name); at != field_is_there_.end() && !at->second)
                absent += (absent.empty() ? "" : ", ") + name;
        return absent;
    };
    std::string unknown;
    {
        const std::scoped_lock lock(fields_mutex_);
        for (const std::string& name : names)
            if (!field_is_there_.contains(name)) unknown += "," + name;
    }
    if ((!correlation_field_seen_ || !unknown.empty()) && !table_was_empty_) {
        const auto records = table_.list(incident_, "ORDERBYDESCsys_created_on", shown_ + unknown, 1, deadline);
        if (!records) return records.error();
        table_was_empty_ = records->empty();  // then the first incident tells
        if (!records->empty()) {
            if (!has_field(records->front(), correlation_field_))
                return no_correlation_field("it shows our account no field " + correlation_field_ + " of an incident");
            correlation_field_seen_ = true;
            const std::scoped_lock lock(fields_mutex_);
            for (const std::string& name : names) field_is_there_.emplace(name, has_field(records->front(), name));
        }
    }
    if (const std::string absent = told(); !absent.empty())
        remark = "Opened without what the settings give in \"fields\" for " + cut(absent, 500) + ": the table " +
                 incident_ + " shows our account no such field.";
    return {};
}

Result<DeskIncident> ServiceNowDesk::open(const NewIncident& incident, const BeforeCreate& before_create) {
    const Deadline deadline = table_.client().deadline();
    auto own = find_until(incident.key, deadline);
    if (!own) return own.error();
    if (auto one = that_counts(*own)) return std::move(*one);
    std::string remark;
    if (const Outcome there = look_for_fields(incident, remark, deadline); !there) return there.error();
    NewIncident wanted = incident;
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
    if (!remark.empty() && !fields.isMember("work_notes")) fields["work_notes"] = remark;
    if (before_create)
        if (const Outcome committed = before_create(); !committed) return committed.error();
    table_was_empty_ = false;  // when the answer is lost, the next try looks at what is there
    const auto record = table_.create(incident_, fields, shown_, deadline);
    if (!record) return made_meanwhile(incident.key, record.error(), deadline);
    if (field_of(*record, correlation_field_) != incident.key)
        return no_correlation_field("it opened " + field_of(*record, "number") +
                                    ", but did not keep our key in it, so "
                                    "that this incident is nobody's; " +
                                    correlation_field_ + " was dropped or cut");
    correlation_field_seen_ = true;
    auto seen = read({}, *record);
    if (!seen) return seen.error();
    if (incident.ci) seen->incident.ci_linked = wanted.ci && seen->ci == wanted.ci->id;
    return std::move(seen->incident);
}

// A create may be turned down because an earlier one, whose answer was lost, took effect at last: a unique index or a
// business rule that looks for our key does that.  So the key is looked for before anything is parked.
Result<DeskIncident> ServiceNowDesk::made_meanwhile(const std::string& key, const Error& refusal, Deadline deadline) {
    if (refusal.fault != Fault::refused) return refusal;
    const auto own = find_until(key, deadline);
    if (!own && worth_retrying(own.error().fault)) return own.error();
    if (own)
        if (auto one = that_counts(*own)) return std::move(*one);
    return refusal;
}

// Whether the note is there since a try whose answer was lost.  Notes cannot be read from the incident, and their own
// table only by accounts that an administrator allowed it: for others, false.
Result<bool> ServiceNowDesk::has_note(const std::string& id, const std::string& text, Deadline deadline) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    if (now < journal_closed_until_.load()) return false;
    const auto notes =
        table_.list("sys_journal_field", "element_id=" + id + "^element=work_notes^ORDERBYDESCsys_created_on",
                    "element_id,element,value", most_notes, deadline);
    if (!notes && notes.error().fault == Fault::refused) {
        journal_closed_until_ = now + journal_looked_at_again;
        return false;
    }
    if (!notes) return notes.error();
    return std::ranges::any_of(*notes, [&](const Json::Value& note) {
        return same_ignoring_case(field_of(note, "element_id"), id) && field_of(note, "element") == "work_notes" &&
               trimmed(field_of(note, "value")) == trimmed(text);
    });
}

Outcome ServiceNowDesk::note(const std::string& id, const std::string& text) {
    const Deadline deadline = table_.client().deadline();
    const auto seen = look(id, deadline);
    if (!seen) return seen.error();
    if (!seen->writable()) return not_writable(*seen);
    const auto there = has_note(id, text, deadline);
    if (!there) return there.error();
    if (*there) return {};
    Json::Value fields(Json::objectValue);
    fields["work_notes"] = text;  // comments would go to the customer
    const auto written = write(*seen, fields, Purpose::change, deadline);
    if (!written) return written.error();
    if (!written->seen.writable()) return not_writable(written->seen);
    return written->refusal ? Outcome(*written->refusal) : Outcome();
}

Result<Resolution> ServiceNowDesk::resolve(const std::string& id, const std::string& text) {
    const Deadline deadline = table_.client().deadline();
    const auto over = [](const Seen& seen) -> std::optional<Resolution> {
        if (seen.incident.state == IncidentState::gone) return Resolution{What::gone, ""};
        if (seen.incident.state == IncidentState::open) return std::nullopt;
        return Resolution{What::already_over, seen.incident.number + " is " + name_of_state(seen.state)};
    };
    const auto seen = look(id, deadline);
    if (!seen) return seen.error();
    if (const auto already = over(*seen)) return *already;
    const Json::Value fields = fields_of_resolved(settings_, text, seen->of_people);
    const auto written = write(*seen, fields, Purpose::resolve, deadline);
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
    const auto seen = look(id, deadline);
    if (!seen) return seen.error();
    if (seen->incident.state == IncidentState::open) return Reopening::was_open;
    if (!seen->writable()) return Reopening::not_possible;
    Json::Value fields(Json::objectValue);
    fields["state"] = settings_.text("reopen_state");
    fields["work_notes"] = text;  // in the same call: when its answer is lost, the state tells that this is there too
    const auto written = write(*seen, fields, Purpose::change, deadline);
    if (!written) return written.error();
    if (!written->seen.writable()) return Reopening::not_possible;
    if (written->seen.incident.state == IncidentState::open)
        return written->refusal ? Reopening::was_open : Reopening::reopened;
    if (written->refusal) return *written->refusal;
    return table_.client().refused("it took the call and left " + written->seen.incident.number + " Resolved",
                                   "the setting \"reopen_state\" and the instance's business rules");
}

// An incident has one configuration item, so that the new one takes the old one's place.
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

// `may` tells whether the item that the incident holds may be replaced.
Outcome ServiceNowDesk::bind_where(const std::function<bool(const std::string&)>& may, const std::string& id,
                                   const ConfigurationItem& ci) {
    const Deadline deadline = table_.client().deadline();
    const auto seen = look(id, deadline);
    if (!seen) return seen.error();
    if (seen->incident.state == IncidentState::gone) return not_writable(*seen);
    if (may && !may(seen->ci)) return {};
    if (!ci.id.empty() && seen->ci == ci.id) return {};
    if (!seen->writable()) return not_writable(*seen);
    const auto exists = ci_look_up_.exists(ci.id, deadline);
    if (!exists) return exists.error();
    if (!*exists)
        return table_.client().refused(
            "the CMDB shows our account no configuration item with the sys_id " + cut(one_line(ci.id), 40),
            "whether it was deleted, and the roles of our account");
    Json::Value fields(Json::objectValue);
    fields["cmdb_ci"] = ci.id;
    const auto written = write(*seen, fields, Purpose::change, deadline);
    if (!written) return written.error();
    if (written->seen.ci == ci.id) return {};
    if (!written->seen.writable()) return not_writable(written->seen);
    if (written->refusal) return *written->refusal;
    return table_.client().refused("it took the call and did not set cmdb_ci of " + written->seen.incident.number,
                                   "our account's right to write this field");
}

}  // namespace

Result<std::unique_ptr<Desk>> make(const DeskSettings& settings, const Environment& environment) {
    return std::unique_ptr<Desk>(std::make_unique<ServiceNowDesk>(settings, environment));
}

}  // namespace secure_export::desks::servicenow
