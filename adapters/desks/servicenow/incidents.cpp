#include "adapters/desks/servicenow/incidents.h"

#include <algorithm>
#include <set>

#include "adapters/desks/rest/fields.h"
#include "adapters/desks/servicenow/limits.h"
#include "adapters/desks/servicenow/states.h"
#include "core/text.h"

namespace secure_export::desks::servicenow {
namespace {

constexpr auto journal_looked_at_again = std::chrono::minutes(10);

}  // namespace

Incidents::Incidents(const Table& table, const DeskSettings& settings)
    : table_(table),
      settings_(settings),
      incident_(settings.text("table")),
      correlation_field_(settings.text("correlation_field")),
      shown_("sys_id,number,state,impact,urgency,assigned_to,cmdb_ci,close_notes,close_code," + correlation_field_) {}

Error Incidents::no_correlation_field(const std::string& what) const {
    return table_.client().refused(what, "the setting \"correlation_field\" (it is \"" + correlation_field_ +
                                             "\"): the field must exist in the table " + incident_ +
                                             ", and our account must be allowed to read, write and search it");
}

Error Incidents::not_writable(const Seen& seen) const {
    const std::string state = seen.incident.state == IncidentState::gone
                                  ? "there is no such incident any more, or our account may not see it"
                                  : seen.incident.number + " is " + name_of_state(seen.state);
    return {Fault::refused, table_.client().desk() + ": " + state + ", so nothing was written", {}};
}

// `record` null: gone.
Result<Seen> Incidents::read(const std::string& id, const Json::Value& record) const {
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
    seen.levels = {field_of(record, "impact"), field_of(record, "urgency")};
    return seen;
}

Result<Seen> Incidents::look(const std::string& id, Deadline deadline) const {
    if (!is_sys_id(id)) return read(id, Json::Value());
    const auto record = table_.read(incident_, id, shown_, deadline);
    if (!record) return record.error();
    return read(id, *record);
}

Result<Written> Incidents::write(const Seen& seen, const Json::Value& fields, Purpose purpose,
                                 Deadline deadline) const {
    const std::string& id = seen.incident.id;
    const auto record = table_.change(incident_, id, fields, purpose, shown_, deadline);
    if (!record && record.error().fault != Fault::refused) return record.error();
    auto now = record ? read(id, *record) : look(id, deadline);
    if (!now) return now.error();
    return Written{std::move(*now), record ? std::nullopt : std::optional(record.error())};
}

Result<std::vector<DeskIncident>> Incidents::with_key(const std::string& key, Deadline deadline) {
    if (!rest::is_plain_key(key))
        return Error{Fault::invalid, "an incident's key is 1 to 40 letters, digits and -", {}};
    const auto records = table_.list(incident_, correlation_field_ + "=" + key + "^ORDERBYsys_created_on", shown_,
                                     max_of_a_key, deadline);
    if (!records) return records.error();
    std::vector<DeskIncident> found;
    for (const Json::Value& record : *records) {
        // If the instance ignored the condition, this is an arbitrary incident.
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

// ServiceNow silently drops fields that do not exist from a new incident.  Without our key's field the incident could
// never be found again; missing configured fields are named in the incident itself (`remark`).
Outcome Incidents::look_for_fields(const NewIncident& incident, std::string& remark, Deadline deadline) {
    std::set<std::string> names;
    for (const FieldMap& fields : {settings_.fields("fields"), incident.fields.values})
        for (const auto& [name, value] : fields) names.insert(name);
    const auto missing_fields = [&] {
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
        table_was_empty_ = records->empty();  // then the first incident shows it
        if (!records->empty()) {
            if (!has_field(records->front(), correlation_field_))
                return no_correlation_field("it shows our account no field " + correlation_field_ + " of an incident");
            correlation_field_seen_ = true;
            const std::scoped_lock lock(fields_mutex_);
            for (const std::string& name : names) field_is_there_.emplace(name, has_field(records->front(), name));
        }
    }
    if (const std::string absent = missing_fields(); !absent.empty())
        remark = "Opened without what the settings give in \"fields\" for " + cut(absent, 500) + ": the table " +
                 incident_ + " shows our account no such field.";
    return {};
}

Result<Json::Value> Incidents::create(const Json::Value& fields, Deadline deadline) {
    table_was_empty_ = false;  // if the response is lost, the next attempt must query again
    return table_.create(incident_, fields, shown_, deadline);
}

Result<Seen> Incidents::read_created(const Json::Value& record, const std::string& key) {
    if (field_of(record, correlation_field_) != key)
        return no_correlation_field("it opened " + field_of(record, "number") +
                                    ", but did not keep our key in it, so "
                                    "that this incident is nobody's; " +
                                    correlation_field_ + " was dropped or cut");
    correlation_field_seen_ = true;
    return read({}, record);
}

// Whether an earlier attempt whose response was lost wrote the note.  Notes cannot be read from the incident, and their
// own table only with a permission that an administrator grants; false without it.
Result<bool> Incidents::has_note(const std::string& id, const std::string& text, Deadline deadline) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    if (now < journal_closed_until_.load()) return false;
    const auto notes =
        table_.list("sys_journal_field", "element_id=" + id + "^element=work_notes^ORDERBYDESCsys_created_on",
                    "element_id,element,value", max_notes, deadline);
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

}  // namespace secure_export::desks::servicenow
